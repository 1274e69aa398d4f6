import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../backtest/scenario-view.ts';
import type { Scenario } from '../../backtest/scenario.ts';
import { canonicalJson } from '../../config/canonical.ts';
import { Defect } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import { DAY_US } from '../base/time.ts';
import { consensusMethods } from '../consensus/method.ts';
import { resolveSlicing } from '../execution/slicing/slicing-config.ts';
import { external } from '../strategies/external.ts';
import type { Exits, Strategy } from '../strategies/strategy.ts';
import type { EngineState } from './engine.ts';
import { feed, freshEngine, record } from './input-tape.twin.ts';
import { liveNoise } from './live-inputs.twin.ts';
import { noise, walk } from './noise.twin.ts';
import { flat, scripted } from './scenario.twin.ts';

const EXITS: readonly (Exits | undefined)[] = [
  undefined,
  { stopLoss: 0.05 },
  { takeProfit: 0.06, stopLoss: 0.08 },
  { trailingStop: 0.07, maxBars: 4 },
];

const setups = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  method: fc.constantFrom(...consensusMethods),
  scope: fc.constantFrom('account' as const, 'instrument' as const),
  agents: fc.integer({ min: 1, max: 4 }),
  instruments: fc.integer({ min: 1, max: 3 }),
  participation: fc.constantFrom(undefined, 0.05, 0.3),
  latencyUs: fc.constantFrom(0, DAY_US / 4),
  fill: fc.constantFrom('next-open' as const, 'close' as const),
  risk: fc.constantFrom(
    {},
    { profile: 'aggressive' },
    { position: 0.4, gross: 0.9, drawdown: 0.02, resumeAfter: 3 },
    { dailyLoss: 0.01, collar: 0.03, ordersPerMinute: 2 },
  ),
  costMethod: fc.constantFrom('average' as const, 'fifo' as const),
  cash: fc.constantFrom('4000', '100000'),
  consensus: fc.record({
    quorum: fc.constantFrom(0, 0.5),
    windowUs: fc.constantFrom(undefined, 2 * DAY_US),
    staleAfterUs: fc.constantFrom(undefined, 3 * DAY_US),
    halfLifeUs: fc.constantFrom(undefined, 2 * DAY_US),
  }),
  timers: fc.boolean(),
  warmup: fc.constantFrom(0, 5),
  fromDay: fc.constantFrom(undefined, 4),
  interrupt: fc.constantFrom('none', 'pause', 'kill-agent', 'kill-instrument', 'kill-account'),
  exits: fc.nat({ max: EXITS.length - 1 }),
  live: fc.boolean(),
  slicing: fc.constantFrom(
    undefined,
    { algorithm: 'twap', horizon: '4d', slices: 4 },
    { algorithm: 'pov', horizon: '3d', slices: 6, participation: 0.1, price: 'near' },
    { algorithm: 'twap', horizon: '2d', slices: 3, jitter: 0.5, price: 'far', minLots: 5 },
  ),
  actions: fc.array(
    fc.record({
      day: fc.integer({ min: 2, max: 28 }),
      what: fc.constantFrom(
        { split: [2, 1] } as const,
        { split: [2, 3] } as const,
        { dividend: '0.37' } as const,
        { funding: '-0.0007' } as const,
      ),
    }),
    { maxLength: 3 },
  ),
  holding: fc.constantFrom(undefined, { borrowBps: 300, marginInterestBps: 500 }),
  cut: fc.double({ min: 0, max: 1, noNaN: true }),
});
type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

const BUSY: Setup = {
  seed: 5,
  method: 'majority',
  scope: 'account',
  agents: 4,
  instruments: 2,
  participation: 0.05,
  latencyUs: 0,
  fill: 'next-open',
  risk: { dailyLoss: 0.01, collar: 0.03, ordersPerMinute: 2 },
  costMethod: 'average',
  cash: '100000',
  consensus: { quorum: 0, windowUs: undefined, staleAfterUs: undefined, halfLifeUs: undefined },
  timers: true,
  warmup: 0,
  fromDay: undefined,
  interrupt: 'none',
  exits: 1,
  live: false,
  slicing: undefined,
  actions: [],
  holding: undefined,
  cut: 0,
};

function scenarioOf(setup: Setup): Scenario {
  const names = ['A', 'B', 'C'].slice(0, setup.instruments);
  const ids = ['p', 'q', 'r', 's'].slice(0, setup.agents);
  const scope = ({ 'kill-agent': 'strategy', 'kill-instrument': 'instrument', 'kill-account': 'account' } as const)[
    setup.interrupt as 'kill-agent'
  ];
  const subject = ({ 'kill-account': '', 'kill-instrument': 'A' } as Record<string, string>)[setup.interrupt] ?? 'p';
  const live = setup.live ? liveNoise(setup.seed) : undefined;
  return {
    instruments: Object.fromEntries(names.map((name, k) => [name, { bars: walk(setup.seed + k, 30) }])),
    agents: Object.fromEntries(
      ids.map((id, k) => [
        id,
        {
          strategy: k === 2 ? (external as unknown as Strategy) : noise,
          params: {
            orders: k === 1,
            timers: setup.timers,
            warmup: setup.warmup,
            activity: 0.6,
            exits: EXITS[(setup.exits + 1) % 4],
          },
          exits: EXITS[(setup.exits + k) % EXITS.length],
        },
      ]),
    ),
    seed: setup.seed,
    fromDay: setup.fromDay,
    cash: setup.cash,
    costMethod: setup.costMethod,
    consensus: { method: setup.method, scope: setup.scope, band: 0.05, ...setup.consensus },
    risk: setup.risk,
    holding: setup.holding,
    // Orders that are worked in slices are not split, which only a live session has and which has no splits.
    actions:
      setup.slicing === undefined ? setup.actions.map(({ day, what }) => ({ day, instrument: 'A', ...what })) : [],
    slicing: setup.slicing === undefined ? undefined : resolveSlicing(setup.slicing, 'slicing'),
    execution: {
      participation: setup.participation,
      latencyUs: setup.latencyUs,
      fill: setup.fill,
      fees: { model: 'bps', bps: 3.3 },
      slippage: { model: 'bps', bps: 1.7 },
    },
    meanwhile: (running) => {
      const { driver } = running;
      live?.(running);
      if (setup.interrupt === 'none') return;
      const day = dayOf(driver.nowUs);
      if (day === 9) driver.command({ command: scope === undefined ? 'pause' : 'kill', scope, subject });
      if (day === 15) driver.command({ command: scope === undefined ? 'resume' : 'release', scope, subject });
    },
  };
}

const throughText = (state: EngineState): EngineState => JSON.parse(JSON.stringify(state)) as EngineState;

describe('an engine that is saved at any input and loaded into a fresh one', () => {
  it('goes on as if nothing had been: the same outputs to the byte, and the same state at the end', () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const scenario = scenarioOf(setup);
        const { run, inputs, outputs } = record(scenario);
        const cut = Math.floor(setup.cut * inputs.length);
        const first = freshEngine(scenario);
        expect(feed(first, inputs.slice(0, cut))).toEqual(outputs.slice(0, cut));
        const state = throughText(first.save());
        const second = freshEngine(scenario);
        second.load(state);
        expect(canonicalJson(throughText(second.save()))).toBe(canonicalJson(state));
        expect(feed(second, inputs.slice(cut))).toEqual(outputs.slice(cut));
        expect(canonicalJson(throughText(second.save()))).toBe(canonicalJson(throughText(run.engine.save())));
      }),
      { numRuns: 45 },
    );
  });

  it('does so from each of its inputs, where collars bite and an agent with orders is killed and released', () => {
    const scenario: Scenario = {
      ...scenarioOf(BUSY),
      meanwhile: (running) => {
        liveNoise(dayOf(running.driver.nowUs))(running);
        const day = dayOf(running.driver.nowUs);
        if (day === 9 || day === 12)
          running.driver.command({ command: day === 9 ? 'kill' : 'release', scope: 'strategy', subject: 'q' });
      },
    };
    const { inputs, outputs } = record(scenario);
    const first = freshEngine(scenario);
    inputs.forEach((input, cut) => {
      const second = freshEngine(scenario);
      if (cut > 0) second.load(throughText(first.save()));
      expect(feed(second, inputs.slice(cut, cut + 40))).toEqual(outputs.slice(cut, cut + 40));
      feed(first, [input]);
    });
  });

  it('says whose strategy cannot be saved, and then it is not', () => {
    const scenario = {
      instruments: { A: { bars: flat(100, 101) } },
      agents: { good: { strategy: noise, params: {} }, bad: { strategy: scripted({}) } },
    };
    const engine = freshEngine(scenario);
    expect(engine.unsaved).toEqual(['bad']);
    expect(() => engine.save()).toThrow(Defect);
  });

  it('is not loaded where it does not fit', () => {
    const agents = { good: { strategy: noise, params: { activity: 0 } } };
    const one = freshEngine({ instruments: { A: { bars: flat(100, 101) } }, agents });
    const other = freshEngine({ instruments: { B: { bars: flat(100, 101) } }, agents });
    expect(() => other.load(one.save())).toThrow(Fault);
    expect(() => other.load({ ...other.save(), version: 3 })).toThrow(/version 2, was 3/);
  });
});
