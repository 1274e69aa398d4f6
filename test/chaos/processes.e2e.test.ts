import { setImmediate } from 'node:timers/promises';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isHeld } from '../../src/hosts/venue/hold.ts';
import { readVenueLedger } from '../../src/hosts/venue/ledger.ts';
import { temporaryFolder } from '../temporary.ts';
import { expectWhole } from './deaths.ts';
import { killIfThere, Rig, type TraderProcess } from './rig.ts';

const { folder } = temporaryFolder();
const rigs: Rig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

function rigOf(name: string): Rig {
  const rig = new Rig(join(folder, name));
  rigs.push(rig);
  return rig;
}

async function trades(trader: TraderProcess, orders: number): Promise<void> {
  await trader.until((said) => said.at === 'running' && said.orders > orders);
}

/** A process that was killed lets go of its folder a moment later. */
async function free(dir: string): Promise<void> {
  while (await isHeld(dir)) await setImmediate();
}

describe('A session', () => {
  it('goes on after trader, venue and watchdog were killed at once', async () => {
    const rig = rigOf('all');
    const trader = rig.start();
    await trades(trader, 5);
    const pids = [rig.pid('venue'), rig.pid('watchdog')];
    await trader.kill();
    for (const pid of pids) killIfThere(pid);
    expect((await expectWhole(rig)).fills).toBeGreaterThan(0);
  });

  it('ends in order on SIGTERM in a burst, and refuses a second trader meanwhile', async () => {
    const rig = rigOf('term');
    const trader = rig.start();
    await trades(trader, 10);
    const second = await rig.startAs(rig.dir, 99, 'settle').ended;
    expect(second).toMatchObject({ code: 4, signal: null });
    expect(await trader.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expect(trader.said.at(-1)?.at).toBe('closed');
    await expectWhole(rig);
  });
});

describe('A trader that slept while another took over', () => {
  it('sends nothing more when it wakes', async () => {
    const rig = rigOf('fence');
    const sleeper = rig.start();
    await trades(sleeper, 5);
    sleeper.child.kill('SIGSTOP');
    // The lock of the folder would keep a second one out: it works on a copy, at the same venue.
    const other = join(folder, 'fence', 'other');
    mkdirSync(other);
    for (const part of ['journal', 'audit', 'snapshots'])
      cpSync(join(rig.dir, part), join(other, part), { recursive: true });
    for (const part of ['venue', 'watchdog']) symlinkSync(join(rig.dir, part), join(other, part));
    expect(await rig.startAs(other, 2, 'settle').ended).toMatchObject({ code: 0 });
    const before = readVenueLedger(join(rig.dir, 'venue'));
    const asleep = sleeper.said.at(-1)!.inputs;
    sleeper.child.kill('SIGCONT');
    // It takes market data on, and its decisions lead nowhere.
    await sleeper.until(({ at, inputs }) => at === 'running' && inputs > asleep + 50);
    await sleeper.kill('SIGTERM');
    killIfThere(rig.pid('venue'));
    await free(join(rig.dir, 'venue'));
    const after = readVenueLedger(join(rig.dir, 'venue'));
    expect(after.orders).toEqual(before.orders);
    expect(after.reports).toEqual(before.reports);
  });
});
