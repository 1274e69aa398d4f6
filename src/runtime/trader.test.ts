import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noise, walk } from '../core/engine/noise.twin.ts';
import { Fault } from '../core/base/fault.ts';
import { DAY_US } from '../core/base/time.ts';
import type { Scenario } from '../backtest/scenario.ts';
import { backtestStory, TraderRig } from './trader-rig.twin.ts';

const setups = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  method: fc.constantFrom('sum' as const, 'majority' as const, 'adahedge' as const),
  fill: fc.constantFrom('next-open' as const, 'close' as const),
  latencyUs: fc.constantFrom(0, DAY_US / 16),
  timers: fc.boolean(),
  mixed: fc.boolean(),
  resample: fc.boolean(),
  exits: fc.constantFrom(undefined, { stopLoss: 0.05, takeProfit: 0.06 }),
});
type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

function scenarioOf({ seed, method, fill, latencyUs, timers, mixed, resample, exits }: Setup): Scenario {
  const agent = (orders: boolean) => ({
    strategy: noise,
    params: { orders, timers, activity: 0.5, exits },
    exits: orders ? undefined : exits,
  });
  return {
    seed,
    instruments: {
      A: { bars: walk(seed, 24), intervalUs: DAY_US / 4, resample: resample ? [4, 2] : undefined },
      B: {
        bars: walk(seed + 1, mixed ? 12 : 24),
        intervalUs: mixed ? DAY_US / 2 : DAY_US / 4,
        resample: resample ? [2] : undefined,
      },
    },
    agents: { p: agent(false), q: agent(true), r: agent(false) },
    consensus: { method },
    execution: { fill, latencyUs },
  };
}

/** What a restart caused once overtook an order that waited for the answer whether the venue has it. */
const OVERTAKEN: [Setup, { dieAt: number; kept: number }[], number] = [
  {
    seed: 408_869,
    method: 'sum',
    fill: 'next-open',
    latencyUs: 0,
    timers: true,
    mixed: true,
    resample: false,
    exits: undefined,
  },
  [
    { dieAt: 144, kept: 0 },
    { dieAt: 46, kept: 1 },
    { dieAt: 1, kept: 0 },
  ],
  1e9,
];

describe('A live trader', () => {
  it('does, with the venue behind a line, what a backtest does', async () => {
    await fc.assert(
      fc.asyncProperty(setups, async (setup) => {
        const scenario = scenarioOf(setup);
        const rig = new TraderRig(scenario);
        const { trader } = await rig.start();
        expect(await trader.run()).toBe(true);
        expect(rig.story).toEqual(backtestStory(scenario));
      }),
      { numRuns: 25 },
    );
  });

  it('does the same when it dies at any step and starts again, with what the disk kept and with snapshots', async () => {
    const deaths = fc.array(fc.record({ dieAt: fc.integer({ min: 1, max: 400 }), kept: fc.constantFrom(0, 0.5, 1) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(setups, deaths, fc.constantFrom(20, 1e9), async (setup, lives, snapshotEvery) => {
        const scenario = scenarioOf(setup);
        const rig = new TraderRig(scenario, { snapshotEvery });
        for (const { dieAt, kept } of lives) {
          rig.dieAt = dieAt;
          const run = rig.start().then(({ trader }) => trader.run());
          run.catch(() => {});
          await Promise.race([run, rig.died.promise]);
          rig.kill({ kept, garbage: kept === 0.5 });
        }
        rig.dieAt = Number.POSITIVE_INFINITY;
        const { trader } = await rig.start();
        await trader.run();
        expect(rig.story).toEqual(backtestStory(scenario));
      }),
      { numRuns: 25, examples: [OVERTAKEN] },
    );
  });

  it('replays everything where what was saved beside its state is of another version', async () => {
    const [setup] = OVERTAKEN;
    const beside = {
      save: () => ({}),
      load: () => {
        throw new Fault('integrity', 'saved counts: expected events');
      },
    };
    const rig = new TraderRig(scenarioOf(setup), { beside });
    const { trader } = await rig.start();
    await trader.run();
    await trader.stop();
    expect(trader.counts.snapshots).toBe(1);
    rig.kill({ kept: 1 });
    const { recovery } = await rig.start();
    expect(recovery).toMatchObject({ snapshot: 0, replayed: recovery.inputs });
    expect(recovery.notes).toEqual([expect.stringContaining('expected events')]);
  });
});
