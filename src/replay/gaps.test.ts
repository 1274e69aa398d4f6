import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_US } from '../core/base/time.ts';
import { noise, walk } from '../core/engine/noise.twin.ts';
import { BarEvent } from '../core/model/bar.ts';
import { defineStrategy } from '../core/strategies/define-strategy.ts';
import { type Scenario, SCENARIO_START_US } from '../backtest/scenario.ts';
import type { RunExecution } from '../config/run-file.ts';
import { Cause } from './gap.ts';
import { gapsOf } from './gaps.ts';
import { BarsAhead, inputsOf } from './market-events.ts';
import { edited, recordScenario, type Recording } from './recorded.twin.ts';

const FREE: RunExecution = {
  fill: 'next-open',
  slippage: { model: 'none' },
  fees: { model: 'none' },
  participation: undefined,
  latencyUs: 0,
  limitFill: 'through',
  bothHit: 'stop-first',
};

/** Long one bar, flat the next, of ten shares. */
const blinker = defineStrategy({
  name: 'blinker',
  version: '1.0.0',
  params: z.unknown(),
  create: () => ({
    onBar: ({ instrument, tsUs }, ctx) => ctx.target(instrument, (tsUs / DAY_US) % 2 === 1 ? 10 : 0),
  }),
});

const scenario: Scenario = {
  instruments: { A: { bars: walk(7, 20, 0), intervalUs: DAY_US } },
  agents: { b: { strategy: blinker } },
  execution: { fees: { model: 'bps', bps: 5 } },
};
const execution: RunExecution = { ...FREE, ...scenario.execution };

let whole: Recording;
beforeAll(async () => {
  whole = await recordScenario(scenario);
});

function gaps(recording: Recording, over: Partial<RunExecution> = {}, reference?: readonly BarEvent[]) {
  return gapsOf(recording, { spec: recording.spec, execution: { ...execution, ...over }, reference });
}

/** Only these causes have gaps, and what is put down to them is the whole difference. */
function expectCauses(found: ReturnType<typeof gaps>, ...causes: readonly Cause[]): void {
  expect(found.causes.filter(({ first }) => first > 0).map(({ cause }) => cause)).toEqual(causes);
  expect(Number(found.unattributed)).toBeCloseTo(0, 5);
  const sum = found.causes.reduce((total, { money }) => total + Number(money), 0);
  expect(sum).toBeCloseTo(Number(found.difference), 4);
  expect(Number(found.session.pnl) - Number(found.replay.pnl)).toBeCloseTo(Number(found.difference), 4);
}

function barsOf(recording: Recording): BarEvent[] {
  const ahead = new BarsAhead(inputsOf(recording), 1);
  const bars: BarEvent[] = [];
  for (let bar = ahead.peek(0); bar !== undefined; bar = ahead.peek(0)) {
    bars.push(bar);
    ahead.take(0);
  }
  return bars;
}

/** The last instant on record sends an order that fills at its close, which is no longer on record. */
const ENDS_AT_A_CLOSE = {
  seed: 751_673,
  method: 'sum' as const,
  fill: 'close' as const,
  latencyUs: 0,
  timers: false,
  resample: false,
  exits: { stopLoss: 0.05, takeProfit: 0.06 } as const,
};

describe('A session beside the backtest of its market', () => {
  it('has no gap, whatever its agents do', async () => {
    const setups = fc.record({
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      method: fc.constantFrom('sum' as const, 'majority' as const, 'adahedge' as const),
      fill: fc.constantFrom('next-open' as const, 'close' as const),
      latencyUs: fc.constantFrom(0, DAY_US / 16),
      timers: fc.boolean(),
      resample: fc.boolean(),
      exits: fc.constantFrom(undefined, { stopLoss: 0.05, takeProfit: 0.06 }),
    });
    await fc.assert(
      fc.asyncProperty(setups, async ({ seed, method, fill, latencyUs, timers, resample, exits }) => {
        const agent = (orders: boolean) => ({ strategy: noise, params: { orders, timers, activity: 0.5, exits } });
        const noisy: Scenario = {
          seed,
          instruments: {
            A: { bars: walk(seed, 24), intervalUs: DAY_US / 4, resample: resample ? [4, 2] : undefined },
            B: { bars: walk(seed + 1, 12), intervalUs: DAY_US / 2 },
          },
          agents: { p: agent(false), q: agent(true), r: agent(false) },
          consensus: { method },
          execution: { fill, latencyUs, fees: { model: 'bps', bps: 3 }, slippage: { model: 'bps', bps: 2 } },
        };
        const recording = await recordScenario(noisy);
        const found = gaps(recording, noisy.execution);
        expectCauses(found);
        expect(found.replay).toEqual(found.session);
      }),
      { numRuns: 10, examples: [[ENDS_AT_A_CLOSE]] },
    );
  });

  it('with a fee that the venue took more of has that gap, to the cent', () => {
    let first = true;
    const dearer = edited(whole, ({ kind, report }) => {
      if (kind !== 'report' || report.kind !== 'filled' || !first) return false;
      first = false;
      report.fee += 10_000_000n;
      return true;
    });
    const found = gaps(dearer);
    expectCauses(found, Cause.fee);
    expect(found.causes.find(({ cause }) => cause === Cause.fee)).toMatchObject({ first: 1, following: 0 });
    expect(Number(found.difference)).toBeLessThan(0);
    expect(found.largest[0]).toMatchObject({ cause: 'fee', instrument: 'A', money: found.difference, what: 'fee' });
  });

  it('with fees of another rate has a gap of each order', () => {
    const found = gaps(whole, { fees: { model: 'bps', bps: 1 } });
    expectCauses(found, Cause.fee);
    expect(found.causes.find(({ cause }) => cause === Cause.fee)?.first).toBe(found.session.fills);
  });

  it('with a worse price at the same moment has a gap of the fill', () => {
    let first = true;
    const worse = edited(whole, ({ kind, report }) => {
      if (kind !== 'report' || report.kind !== 'filled' || !first) return false;
      first = false;
      report.priceTicks += 25;
      return true;
    });
    const found = gaps(worse);
    expectCauses(found, Cause.fill);
    // Bought ten a quarter dearer.
    expect(Number(found.difference)).toBeCloseTo(-2.5, 6);
  });

  it('with slippage that the model has not has gaps of fills', () => {
    expectCauses(gaps(whole, { slippage: { model: 'bps', bps: 4 } }), Cause.fill);
  });

  it('with orders that reach the venue a bar later has gaps of latency', async () => {
    const late = { ...scenario, execution: { ...scenario.execution, latencyUs: 1.5 * DAY_US } };
    const found = gaps(await recordScenario(late));
    expectCauses(found, Cause.latency);
    expect(found.causes.find(({ cause }) => cause === Cause.latency)?.first).toBeGreaterThan(5);
  });

  it('that missed a bar of its source has a gap of data, and what came of it follows', async () => {
    const { A } = scenario.instruments;
    const bars = A.bars.map((row, k) => (k === 8 ? null : row));
    const found = gaps(await recordScenario({ ...scenario, instruments: { A: { ...A, bars } } }), {}, barsOf(whole));
    expectCauses(found, Cause.data);
    expect(found.largest.map(({ cause }) => cause)).toContain(Cause.data);
    expect(Number(found.difference)).not.toBe(0);
  });

  it.each<[string, (bars: readonly BarEvent[]) => readonly BarEvent[]]>([
    [
      'another volume',
      (bars) => bars.map((bar, k) => (k === 8 ? Object.assign(new BarEvent(), bar, { volume: 1 }) : bar)),
    ],
    ['a bar that its source has not', (bars) => bars.filter((_, k) => k !== 8)],
  ])('with %s has a gap of data', (_, change) => {
    const found = gaps(whole, {}, change(barsOf(whole)));
    expectCauses(found, Cause.data);
  });

  it('of its own bars has none', () => {
    const found = gaps(whole, {}, barsOf(whole));
    expectCauses(found);
    expect(found.difference).toBe('0');
  });

  it('whose agent decides by what it does not say has gaps of the signal', async () => {
    let lives = 0;
    const moody = defineStrategy({
      name: 'moody',
      version: '1.0.0',
      params: z.unknown(),
      create() {
        lives += 1;
        const mood = lives;
        return { onBar: ({ instrument, tsUs }, ctx) => ctx.target(instrument, ((tsUs / DAY_US) * mood) % 4) };
      },
    });
    const recording = await recordScenario({ ...scenario, agents: { m: { strategy: moody } } });
    const found = gaps(recording);
    expect(found.causes.find(({ cause }) => cause === Cause.signal)?.first).toBeGreaterThan(0);
    expect(found.causes.find(({ cause }) => cause === Cause.latency)?.first).toBe(0);
    expect(Number(found.unattributed)).toBeCloseTo(0, 5);
    expect(SCENARIO_START_US).toBeLessThan(found.largest[0].tsUs);
  });
});
