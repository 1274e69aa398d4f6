import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { killSession } from '../../src/hosts/watchdog/kill.ts';
import { RealClock, sleep } from '../../src/telemetry/clock.ts';
import { Rig } from '../../test/chaos/rig.ts';
import { print } from './line.ts';
import { temporary } from './trader-rig.ts';

const KILL = { scope: 'account', subject: '', who: 'a benchmark', why: 'to see how long it takes' } as const;
/** A trader that has not sent for so long will not. */
const QUIET_MS = 2_000;

/** From `conclave kill` until the last order on the wire, with a trader that works and with one that is stopped dead. */
export async function killToLastOrder(): Promise<void> {
  for (const state of ['healthy', 'blocked'] as const) {
    const folder = temporary();
    const notes = join(folder, 'orders');
    const rig = new Rig(join(folder, 'rig'), [['ticksPerSecond: 1000', 'ticksPerSecond: 5000']]);
    const preload = `--import=${new URL('note-orders.ts', import.meta.url).href}`;
    const trader = rig.start(undefined, 'run', { NODE_OPTIONS: preload, CONCLAVE_NOTE_ORDERS: notes });
    await trader.until(({ at, orders }) => at === 'running' && orders > 40);
    const clock = new RealClock();
    if (state === 'blocked') trader.child.kill('SIGSTOP');
    const killedMs = performance.timeOrigin + performance.now();
    const result = await killSession(rig.dir, KILL, clock);
    const answeredMs = performance.timeOrigin + performance.now() - killedMs;
    if (state === 'blocked') trader.child.kill('SIGCONT');
    await sleep(clock, QUIET_MS);
    const sent = existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
    const after = sent.map((line) => line.split(' ').map(Number)).filter(([atMs]) => atMs > killedMs);
    // The agent is long or flat: what it buys adds risk, and what it sells reduces it, which a kill lets pass.
    const adding = after.filter(([, side]) => side === 1).map(([atMs]) => atMs - killedMs);
    const { outcome, by } = result;
    print(
      `kill-to-last-order-${state}`,
      {
        lastOrderMs: Number(Math.max(0, ...adding).toFixed(1)),
        ordersAfter: adding.length,
        reducingAfter: after.length - adding.length,
        answeredMs: Math.round(answeredMs),
        outcome,
        by,
      },
      '< 100 ms until the last order that adds risk',
    );
    await rig.close();
  }
}
