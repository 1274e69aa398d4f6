import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { KILLS } from './latch-racer.twin.ts';
import { KillLatch, killOver, type LatchedKill } from './latch.ts';

const { folder } = temporaryFolder();
let made = 0;

function fresh(): { dir: string; latch: KillLatch } {
  made += 1;
  const dir = join(folder, String(made));
  return { dir, latch: KillLatch.begin(dir, 1) };
}

function entry(scope: LatchedKill['scope'], subject = ''): LatchedKill {
  return { scope, subject, who: 'somebody', why: 'a test', tsUs: 2 };
}

describe('The kill latch', () => {
  it('holds what was killed, for every process that reads it, and after a restart', () => {
    const { dir, latch } = fresh();
    const other = new KillLatch(dir);
    expect(other.read()).toEqual({ version: 0, kills: [], readable: true });
    latch.kill(entry('strategy', 'x'));
    expect(other.read()).toEqual({ version: 1, kills: [entry('strategy', 'x')], readable: true });
    expect(KillLatch.begin(dir, 9).read()).toEqual(other.read());
  });

  it('is latched once however often somebody kills', () => {
    const { latch } = fresh();
    latch.kill(entry('account'));
    expect(latch.kill({ ...entry('account'), who: 'somebody else' }).version).toBe(1);
  });

  it('keeps a kill that comes while another process releases something else', () => {
    const { dir, latch } = fresh();
    latch.kill(entry('instrument', 'A'));
    const trader = new KillLatch(dir);
    const watchdog = new KillLatch(dir);
    // Both have read the same version; each writes the next.
    watchdog.kill(entry('account'));
    trader.release(entry('instrument', 'A'));
    expect(latch.read().kills).toEqual([entry('account')]);
  });

  it('loses none of the kills of writers that race', async () => {
    const { dir, latch } = fresh();
    const gate = new SharedArrayBuffer(4);
    const racers = ['A', 'B', 'C'].map(
      (name) => new Worker(new URL('./latch-racer.twin.ts', import.meta.url), { workerData: { dir, gate, name } }),
    );
    await Promise.all(racers.map((racer) => once(racer, 'message')));
    const done = racers.map((racer) => once(racer, 'exit'));
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await Promise.all(done);
    const wanted = ['A', 'B', 'C'].flatMap((name) => Array.from({ length: KILLS }, (_, n) => `${name}${n}`));
    expect(
      latch
        .read()
        .kills.map(({ subject }) => subject)
        .toSorted(),
    ).toEqual(wanted.toSorted());
    expect(latch.read().version).toBe(3 * KILLS);
  });

  it('releases one scope and no other, and does nothing where nothing was latched', () => {
    const { latch } = fresh();
    latch.kill(entry('strategy', 'x'));
    latch.kill(entry('strategy', 'y'));
    expect(latch.release(entry('strategy', 'x')).kills).toEqual([entry('strategy', 'y')]);
    expect(latch.release(entry('strategy', 'z')).version).toBe(3);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"version":0,'],
    ['another version', '{"version":7,"kills":[]}'],
    ['kills that are none', '{"version":0,"kills":"none"}'],
  ])('that holds %s is an account that is killed, also for who had read it before', (_name, text) => {
    const { dir, latch } = fresh();
    expect(latch.read().kills).toEqual([]);
    writeFileSync(join(dir, 'kill.0.json'), text);
    for (const reader of [latch, new KillLatch(dir)]) {
      expect(reader.read()).toMatchObject({ readable: false, kills: [{ scope: 'account' }] });
    }
  });

  it('that is gone is an account that is killed, and can still be latched', () => {
    const { dir, latch } = fresh();
    rmSync(dir, { recursive: true });
    expect(latch.read()).toMatchObject({ readable: false, kills: [{ scope: 'account' }] });
    expect(latch.kill(entry('account')).readable).toBe(true);
  });

  it('that cannot be read is mended by a release of the account, which brings back what was readable', () => {
    const { dir, latch } = fresh();
    latch.kill(entry('strategy', 'x'));
    latch.kill(entry('instrument', 'A'));
    writeFileSync(join(dir, 'kill.2.json'), 'torn');
    expect(latch.release(entry('strategy', 'x')).readable).toBe(false);
    expect(latch.release(entry('account')).kills).toEqual([entry('strategy', 'x')]);
  });

  it('keeps every version, and nothing half-written', () => {
    const { dir, latch } = fresh();
    latch.kill(entry('account'));
    latch.release(entry('account'));
    expect(readdirSync(dir).toSorted()).toEqual(['kill.0.json', 'kill.1.json', 'kill.2.json']);
  });

  it('holds back the orders of its scope', () => {
    const over = (kill: LatchedKill) =>
      killOver({ version: 1, kills: [kill], readable: true }, ['x', 'y'], 'A') !== undefined;
    expect(over(entry('account'))).toBe(true);
    expect([over(entry('strategy', 'y')), over(entry('strategy', 'z'))]).toEqual([true, false]);
    expect([over(entry('instrument', 'A')), over(entry('instrument', 'B'))]).toEqual([true, false]);
  });
});
