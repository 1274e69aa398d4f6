import { describe, expect, it } from 'vitest';
import { DAY_US } from '../core/base/time.ts';
import { flat, scripted } from '../core/engine/scenario.twin.ts';
import { type Scenario, SCENARIO_START_US } from '../backtest/scenario.ts';
import type { Context } from '../core/strategies/strategy.ts';
import { settled } from '../telemetry/virtual-clock.twin.ts';
import { GatedFeed, TraderRig } from './trader-rig.twin.ts';

const day = (number: number) => SCENARIO_START_US + number * DAY_US;
const scenario: Scenario = {
  instruments: { A: { bars: flat(100, 101, 102, 103, 104, 105) } },
  agents: { p: { strategy: scripted({ '1': (ctx) => ctx.target('A', 10), '3': (ctx) => ctx.target('A', 20) }) } },
};

/** Says something with every bar, which has to be on the disk before anybody hears it. */
const logsEachBar = {
  ...scripted({}),
  create: () => ({ onBar: (_bar: unknown, ctx: Context) => ctx.log('info', 'a bar') }),
};

async function rest(): Promise<void> {
  for (let k = 0; k < 40; k++) await settled();
}

/** A rig whose market stands still before this day ends. */
async function before(end: number, options: { passes?: TraderRig['passes']; isLockStep?: boolean } = {}) {
  let gate: GatedFeed | undefined;
  const rig = new TraderRig(scenario, {
    isLockStep: options.isLockStep,
    feed: (feed) => {
      gate = new GatedFeed(feed);
      gate.until = day(end) - 1;
      return gate;
    },
  });
  const life = await rig.start();
  const run = life.trader.run();
  run.catch(() => {});
  await rest();
  if (options.passes !== undefined) rig.passes = options.passes;
  return { rig, ...life, run, gate: gate! };
}

describe('The market pump', () => {
  it('goes on without a venue that is silent, with no new risk, and waits for it again when it is back', async () => {
    const { rig, gate, engine, run } = await before(3, { passes: (to) => to === 'venue' });
    const { risk, ledger } = engine.account;
    expect(ledger.accountPosition(0)).toBe(10);
    gate.letGo(day(4) - 1);
    await rest();
    expect(risk.hasCondition('venue-disconnected', -1)).toBe(false);
    await rig.clock.advance(2_000);
    await rest();
    expect(risk.hasCondition('venue-disconnected', -1)).toBe(true);
    expect([...engine.account.orders.live()]).toEqual([]);
    expect(rig.story.at(-2)).toContain('refused: venueDisconnected');
    rig.passes = () => true;
    gate.letGo(day(4));
    await rest();
    gate.letGo();
    expect(await run).toBe(true);
    expect(risk.hasCondition('venue-disconnected', -1)).toBe(false);
    expect(ledger.accountPosition(0)).toBe(20);
  });

  it('is told of a lost line, and goes on when another is made, with all that was missed', async () => {
    const { rig, gate, engine, run } = await before(2);
    rig.cut();
    await rest();
    expect(engine.account.risk.hasCondition('venue-disconnected', -1)).toBe(true);
    await rig.clock.advance(100);
    await rest();
    expect(engine.account.risk.hasCondition('venue-disconnected', -1)).toBe(false);
    gate.letGo();
    expect(await run).toBe(true);
    expect(engine.account.ledger.accountPosition(0)).toBe(20);
  });

  it('holds a market back that comes as fast as it is asked for until the venue is there again', async () => {
    const { rig, gate, engine, run } = await before(3, { passes: () => false, isLockStep: true });
    rig.cut();
    await rest();
    gate.letGo();
    await rig.clock.advance(60_000);
    await rest();
    expect(engine.account.nowUs).toBeLessThan(day(3));
    rig.passes = () => true;
    await rig.clock.advance(10_000);
    await rest();
    expect(await run).toBe(true);
    expect(engine.account.ledger.accountPosition(0)).toBe(20);
  });

  it('stops while it holds the market back', async () => {
    const { rig, gate, run, trader } = await before(3, { passes: () => false, isLockStep: true });
    rig.cut();
    await rest();
    gate.letGo();
    await rest();
    await trader.stop();
    expect(await run).toBe(false);
  });

  it('stops while the feed has nothing to give', async () => {
    const { trader, run } = await before(2);
    await trader.stop();
    expect(await run).toBe(false);
  });

  it('stops at once though the feed takes its time to end, and asks for nothing meanwhile', async () => {
    const rig = new TraderRig(scenario, {
      pace: { factor: 1, lateUs: 0, isTimeOfDay: false },
      feed: (feed) => ({ next: () => undefined, ready: () => new Promise(() => {}), stop: () => feed.stop() }),
    });
    const { trader } = await rig.start();
    const run = trader.run();
    await rest();
    await trader.stop();
    expect(await run).toBe(false);
  });

  it('stops while it waits for a venue that is silent, as soon as that has had its time', async () => {
    const { rig, trader, run, gate, journal } = await before(3, { passes: (to) => to === 'venue' });
    gate.letGo();
    await rest();
    const stopped = trader.stop();
    for (let k = 0; k < 8; k++) {
      await rig.clock.advance(500);
      await rest();
    }
    await stopped;
    expect(await run).toBe(false);
    expect(journal.fault).toBeUndefined();
  });

  it('ends with the fault of a journal that cannot be written, and nothing leaves after it', async () => {
    const { rig, trader, run, gate } = await before(3);
    const sent = rig.sent.filter((kind) => kind === 'submit').length;
    rig.disk.fail = { operation: 'fdatasync', code: 'ENOSPC', after: 0 };
    gate.letGo();
    await expect(run).rejects.toThrow('can no longer be written');
    await trader.stop();
    await rest();
    expect(rig.sent.filter((kind) => kind === 'submit')).toHaveLength(sent);
  });

  it('does not wait for the disk where the venue has a market of its own: 256 inputs wait for their sync, then the market', async () => {
    const bars = 600;
    const rig = new TraderRig(
      {
        instruments: { A: { bars: flat(...Array.from({ length: bars }, () => 100)) } },
        agents: { p: { strategy: logsEachBar } },
      },
      { hasOwnMarket: true },
    );
    const { trader, engine, journal } = await rig.start();
    await rest();
    const disk = Promise.withResolvers<void>();
    const synced = journal.syncedSequence;
    rig.disk.duringSync = () => disk.promise;
    const run = trader.run();
    for (let turn = 0; turn < 20; turn++) await rest();
    expect(journal.syncedSequence).toBe(synced);
    // Each day has something said with its bar, and the end of its session.
    expect(engine.account.nowUs).toBe(day(128));
    disk.resolve();
    expect(await run).toBe(true);
    expect(engine.account.nowUs).toBe(day(bars));
  });
});
