import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { openSocket, readEndpoint } from '../../brokers/paper/socket-link.ts';
import { RealClock } from '../../telemetry/clock.ts';
import type { Supervised } from '../supervise.ts';
import { readVenueLedger } from '../venue/ledger.ts';
import { plainSpec } from '../venue/paper-rig.twin.ts';
import { spawnVenue } from '../venue/spawn.ts';
import { killSession } from './kill.ts';
import { KillLatch } from './latch.ts';
import { spawnWatchdog } from './spawn.ts';

const { folder } = temporaryFolder();
const clock = new RealClock();
const TRADER = fileURLToPath(new URL('./blocked-trader.twin.ts', import.meta.url));
const byHand = { who: 'a test', why: 'to see' };
const hosts: Supervised[] = [];
const traders: ChildProcess[] = [];

afterEach(async () => {
  for (const trader of traders.splice(0)) {
    const gone = once(trader, 'exit');
    if (trader.kill('SIGKILL')) await gone;
  }
  for (const host of hosts.splice(0).toReversed()) await host.stop();
});

async function session(name: string): Promise<{ dir: string; venue: Supervised }> {
  const dir = join(folder, name);
  mkdirSync(dir);
  KillLatch.begin(join(dir, 'watchdog'), clock.nowUs());
  const venue = await spawnVenue({ dir: join(dir, 'venue'), spec: plainSpec, clock, withParent: true });
  hosts.push(venue);
  return { dir, venue };
}

async function watchdog(dir: string, deadManMs = 0): Promise<Supervised> {
  const started = await spawnWatchdog({ session: dir, clock, withParent: true, deadManMs });
  hosts.push(started);
  return started;
}

/** Three orders at the venue, of x, of x and y, and of y, and a trader that hears nothing any more. */
async function blockedTrader(dir: string): Promise<void> {
  const child = spawn(process.execPath, [TRADER, join(dir, 'venue')], { stdio: ['ignore', 'pipe', 'inherit'] });
  traders.push(child);
  await once(child.stdout, 'data');
}

describe('A kill', () => {
  it('cancels at the venue while the trader is blocked: a strategy, with the netted orders it has part in, then all', async () => {
    const { dir } = await session('blocked');
    await watchdog(dir);
    await blockedTrader(dir);
    const latch = new KillLatch(join(dir, 'watchdog'));
    const strategy = await killSession(dir, { scope: 'strategy', subject: 'x', ...byHand }, clock);
    expect(strategy).toMatchObject({ by: 'watchdog', outcome: 'known', version: 1, unknown: [] });
    expect(strategy.cancelled.toSorted()).toEqual(['o-1.0', 'o-1.1']);
    const account = await killSession(dir, { scope: 'account', subject: '', ...byHand }, clock);
    expect(account).toMatchObject({ version: 2, cancelled: ['o-1.2'] });
    expect(latch.read().kills).toMatchObject([
      { scope: 'strategy', subject: 'x' },
      { scope: 'account', who: 'a test' },
    ]);
    expect(await killSession(dir, { scope: 'account', subject: '', ...byHand }, clock)).toMatchObject({
      version: 2,
      cancelled: [],
    });
  });

  it('works when the watchdog is dead, and when the trader is', async () => {
    const { dir } = await session('alone');
    const dog = await watchdog(dir);
    await blockedTrader(dir);
    dog.leave();
    process.kill(dog.pid, 'SIGKILL');
    traders[0].kill('SIGKILL');
    const result = await killSession(dir, { scope: 'instrument', subject: 'A', ...byHand }, clock);
    expect(result).toMatchObject({ by: 'itself', outcome: 'known', version: 1 });
    expect(result.cancelled.length).toBe(3);
  });

  it('latches when the venue is dead too, and names the orders that nobody could cancel', async () => {
    const { dir, venue } = await session('nobody');
    await blockedTrader(dir);
    venue.leave();
    process.kill(venue.pid, 'SIGKILL');
    const result = await killSession(dir, { scope: 'account', subject: '', ...byHand }, clock);
    expect(result).toMatchObject({ by: 'itself', outcome: 'unknown', version: 1, cancelled: [] });
    expect(result.unknown).toEqual(['o-1.0', 'o-1.1', 'o-1.2']);
  });

  it('comes by itself when a trader falls silent, where that was asked for', async () => {
    const { dir } = await session('silent');
    await watchdog(dir, 100);
    await blockedTrader(dir);
    const endpoint = readEndpoint(join(dir, 'watchdog'))!;
    const link = await openSocket(endpoint)({ onMessage() {}, onClose() {} });
    link.send(JSON.stringify({ kind: 'beat', token: endpoint.token }));
    const latch = new KillLatch(join(dir, 'watchdog'));
    while (latch.read().version === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(latch.read().kills).toMatchObject([{ scope: 'account', who: 'watchdog' }]);
    link.close('done');
    // The watchdog ends what it has begun before it goes.
    for (const host of hosts.splice(0).toReversed()) await host.stop();
    const { orders } = readVenueLedger(join(dir, 'venue'));
    expect(orders.map(({ state }) => state)).toEqual(['canceled', 'canceled', 'canceled']);
  });
});
