import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_US, HOUR_US, MINUTE_US } from '../core/base/time.ts';
import { consensusMethods } from '../core/consensus/method.ts';
import { Convoy } from '../core/engine/convoy.ts';
import { noise, walk } from '../core/engine/noise.twin.ts';
import { flat, scripted } from '../core/engine/scenario.twin.ts';
import { calendarOf } from '../core/market/calendars.ts';
import type { Exits, Strategy } from '../core/strategies/strategy.ts';
import { type Scenario, ScenarioRun } from './scenario.ts';

const EXITS: readonly (Exits | undefined)[] = [
  undefined,
  { stopLoss: 0.05 },
  { takeProfit: 0.06, stopLoss: 0.08 },
  { trailingStop: 0.07, maxBars: 4 },
];

const setups = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  method: fc.constantFrom('sum' as const, 'majority' as const, 'unanimous' as const, ...consensusMethods),
  agents: fc.integer({ min: 1, max: 3 }),
  /** How much is missing of each instrument: in step, or with gaps. */
  missing: fc.array(fc.constantFrom(0, 0, 0, 0.02), { minLength: 1, maxLength: 3 }),
  intervalUs: fc.constantFrom(MINUTE_US, HOUR_US, HOUR_US, DAY_US),
  /** The last instrument has bars of twice the length. */
  uneven: fc.constantFrom(false, false, false, true),
  activity: fc.constantFrom(0.01, 0.04, 0.15),
  orders: fc.boolean(),
  timers: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
  warmup: fc.constantFrom(0, 7),
  fromDay: fc.constantFrom(undefined, 3),
  exits: fc.nat({ max: EXITS.length - 1 }),
  windowUs: fc.constantFrom(undefined, undefined, undefined, 2 * HOUR_US, DAY_US),
  staleAfterUs: fc.constantFrom(undefined, 5 * DAY_US),
  latencyUs: fc.constantFrom(0, HOUR_US / 2, 2 * DAY_US),
  participation: fc.constantFrom(undefined, 0.05),
  fill: fc.constantFrom('next-open' as const, 'next-open' as const, 'next-open' as const, 'close' as const),
  calendar: fc.constantFrom(undefined, undefined, undefined, 'XNYS'),
  risk: fc.constantFrom(
    {},
    { profile: 'aggressive' },
    { position: 0.4, gross: 0.9, drawdown: 0.02, resumeAfter: 3 },
    { dailyLoss: 0.01, collar: 0.03, ordersPerMinute: 2 },
  ),
  cash: fc.constantFrom('4000', '100000'),
  /** What happens to the first instrument, by the bar before which it happens. */
  actions: fc.array(
    fc.record({
      bar: fc.integer({ min: 1, max: 119 }),
      what: fc.constantFrom(
        { split: [2, 1] } as const,
        { split: [3, 2] } as const,
        { split: [1, 2] } as const,
        { dividend: '0.37' } as const,
        { funding: '0.0007' } as const,
      ),
    }),
    { maxLength: 3 },
  ),
  holding: fc.constantFrom(undefined, { borrowBps: 300, marginInterestBps: 500 }),
});
type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

/** A drawdown that shows when the last position has just been closed: the halt belongs to that instant. */
const HALTED_WHEN_FLAT: Setup = {
  seed: 7,
  method: 'confidence-weighted',
  agents: 2,
  missing: [0],
  intervalUs: MINUTE_US,
  uneven: false,
  activity: 0.01,
  orders: false,
  timers: false,
  warmup: 0,
  fromDay: undefined,
  exits: 1,
  windowUs: undefined,
  staleAfterUs: undefined,
  latencyUs: 0,
  participation: undefined,
  fill: 'next-open',
  calendar: undefined,
  risk: { profile: 'aggressive' },
  cash: '100000',
  actions: [],
  holding: undefined,
};

/** A stop fills on the path of the first instant, and what its agent wants then waits for the next one. */
const WANTED_BY_A_FILL: Setup = {
  ...HALTED_WHEN_FLAT,
  seed: 13,
  method: 'sum',
  agents: 1,
  missing: [0.02, 0],
  intervalUs: HOUR_US,
  exits: 2,
  windowUs: 2 * HOUR_US,
  latencyUs: HOUR_US / 2,
  risk: {},
  cash: '4000',
};

function scenarioOf(setup: Setup, oneByOne: boolean): Scenario {
  const { seed, missing, intervalUs, uneven } = setup;
  return {
    oneByOne,
    seed,
    instruments: Object.fromEntries(
      missing.map((share, k) => {
        const isLast = k === missing.length - 1;
        return [
          'ABC'[k],
          {
            bars: walk(seed + k, 120, share),
            intervalUs: uneven && isLast ? 2 * intervalUs : intervalUs,
            calendar: setup.calendar === undefined ? undefined : calendarOf(setup.calendar),
          },
        ];
      }),
    ),
    agents: Object.fromEntries(
      Array.from({ length: setup.agents }, (_, k) => {
        const { activity, timers, warmup } = setup;
        const params = {
          activity,
          timers,
          warmup,
          orders: setup.orders && k === 1,
          exits: EXITS[(setup.exits + 1) % 4],
        };
        return ['pqr'[k], { strategy: noise, params, exits: EXITS[(setup.exits + k) % 4] }];
      }),
    ),
    cash: setup.cash,
    fromDay: setup.fromDay,
    holding: setup.holding,
    actions: setup.actions.map(({ bar, what }) => ({ day: (bar * intervalUs) / DAY_US, instrument: 'A', ...what })),
    consensus: { method: setup.method, windowUs: setup.windowUs, staleAfterUs: setup.staleAfterUs },
    risk: setup.risk,
    execution: {
      participation: setup.participation,
      latencyUs: setup.latencyUs,
      fill: setup.fill,
      fees: { model: 'bps', bps: 3.3 },
      slippage: { model: 'bps', bps: 1.7 },
    },
  };
}

/** Looks at few of its instants: what lies between is walked in one go, and its curve of equity is coarser. */
class Glancing extends ScenarioRun {
  override get instantsUnseen(): number {
    return 40;
  }
}

/** All that a result is made of. */
function resultOf(run: ScenarioRun): object {
  const { observer, engine, driver, digest } = run;
  const { recording, book, equity, prices, traded, bars } = observer;
  const tables = Object.fromEntries(
    Object.entries(recording).flatMap(([name, value]) => {
      const table = value as { count?: number; all?: ArrayLike<unknown>[] };
      if (table?.all === undefined || table.count === undefined) return [];
      const { count } = table;
      return [[name, table.all.map((column) => Array.from(column).slice(0, count))]];
    }),
  );
  return { digest, tables, book, equity, prices, traded, bars, driven: driver.bars, inputs: engine.sequence };
}

describe('bars that are walked in step', () => {
  it('make what the same bars make one by one: digest, recording, curves, trades and state', () => {
    let marched = 0;
    let held = 0;
    const run = Convoy.prototype.run;
    Convoy.prototype.run = function counted(this: Convoy, most, out) {
      run.call(this, most, out);
      marched += 1 + this.passed;
    };
    try {
      fc.assert(
        fc.property(setups, (setup) => {
          const before = marched;
          const alone = new ScenarioRun(scenarioOf(setup, true)).run();
          expect(marched).toBe(before);
          const inStep = new ScenarioRun(scenarioOf(setup, false)).run();
          const expected = resultOf(alone);
          expect(resultOf(inStep)).toEqual(expected);
          const glancing = new Glancing(scenarioOf(setup, false)).run();
          expect(resultOf(glancing)).toEqual({ ...expected, equity: glancing.observer.equity });
          expect(inStep.engine.account.ledger.save()).toEqual(alone.engine.account.ledger.save());
          if (inStep.observer.recording.fills.count > 0) held += marched - before;
        }),
        { numRuns: 50, examples: [[HALTED_WHEN_FLAT], [WANTED_BY_A_FILL]] },
      );
    } finally {
      Convoy.prototype.run = run;
    }
    // The short way was really taken, with positions and orders about.
    expect(held).toBeGreaterThan(300);
  });
});

describe('what comes between bars that are walked in step', () => {
  const rows = flat(100, 101, 102, 103, 104, 105);
  const told = (oneByOne: boolean, strategy: Strategy, meanwhile: Scenario['meanwhile']) =>
    new ScenarioRun({
      oneByOne,
      instruments: { A: { bars: rows, intervalUs: HOUR_US } },
      agents: { x: { strategy } },
      meanwhile,
    }).run().engine.account.nowUs;

  it('comes at the time of the instant before it, as one by one', () => {
    const times = [true, false].map((oneByOne) => {
      const seen: number[] = [];
      told(oneByOne, scripted({}), ({ driver, engine }) => {
        driver.command({ command: seen.length === 2 ? 'kill' : 'release', scope: 'account' });
        seen.push(engine.account.nowUs);
      });
      return seen;
    });
    expect(times[1]).toEqual(times[0]);
  });

  it('ends a run that has stopped at the instant at which it did', () => {
    const failing = scripted((bar) => {
      if (bar.close === 103) throw new Error('enough');
    });
    expect(told(false, failing, undefined)).toBe(told(true, failing, undefined));
  });
});

it('What an agent writes into a bar that it has kept, no other agent sees, in step or one by one', () => {
  for (const oneByOne of [true, false]) {
    const seen: number[] = [];
    let kept: { close: number } | undefined;
    const vandal = scripted((bar) => {
      if (bar.instrument === 'A') kept = bar as { close: number };
      else if (kept !== undefined) kept.close = -1;
    });
    const watcher = scripted((bar) => void seen.push(bar.close));
    new ScenarioRun({
      oneByOne,
      instruments: {
        A: { bars: flat(100, 101, 102, 103), intervalUs: MINUTE_US },
        B: { bars: flat(200, 201, 202, 203), intervalUs: MINUTE_US },
      },
      agents: { vandal: { strategy: vandal }, watcher: { strategy: watcher, instruments: ['B'] } },
    }).run();
    expect(seen).toEqual([200, 201, 202, 203]);
  }
});
