import { evaluate, type LoadedRun } from './evaluate.ts';
import { type BarSeries, collect } from '../core/market/series.ts';
import { syntheticSource } from '../core/market/synthetic.ts';
import type { Instrument } from '../core/model/instrument.ts';
import { deflatedSharpe, type SharpeSample } from '../core/statistics/honesty.ts';
import { kurtosis, skewness, variance } from '../core/statistics/moments.ts';
import { meanOverDeviation } from '../core/statistics/performance.ts';

/** What is searched: with or against the return of so many past bars. */
export interface Point {
  readonly lookback: number;
  readonly direction: 1 | -1;
}

/** Twenty points: as many ways to be fooled. */
export const POINTS: readonly Point[] = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89].flatMap((lookback) => [
  { lookback, direction: 1 },
  { lookback, direction: -1 },
]);

/** The stated rate at which noise is called a discovery. */
export const LEVEL = 0.05;
export const WARMUP_BARS = 90;

/** Daily bars of a market in which nothing can be earned: its expected return is 0 whatever happened before. */
export function noise(instrument: Instrument, bars: number, seed: number): BarSeries {
  const params = { drift: 0, volatility: 0.2, model: 'garch' } as const;
  return collect(
    syntheticSource({ instrument, interval: '1d', bars, seed, startUs: 1_577_836_800_000_000, price: 100, params }),
  );
}

/** The stance at the close of a bar; with a leak of one bar, as if that of the next were known. NaN: too early. */
function stanceOf(closes: ArrayLike<number>, bar: number, { lookback, direction }: Point, leak: boolean): number {
  const at = leak ? Math.min(bar + 1, closes.length - 1) : bar;
  const before = leak ? bar : bar - lookback;
  if (before < 0) return Number.NaN;
  return direction * Math.sign(closes[at] - closes[before]);
}

/** The cheap path: daily returns of stance times market, less costs of each change; nothing of an engine. */
export function quickReturns(closes: ArrayLike<number>, point: Point, costBps: number, leak: boolean): Float64Array {
  const returns = new Float64Array(closes.length - 1 - WARMUP_BARS);
  let stance = 0;
  for (let bar = WARMUP_BARS; bar < closes.length - 1; bar++) {
    const next = stanceOf(closes, bar, point, leak);
    const cost = (Math.abs(next - stance) * costBps) / 10_000;
    stance = next;
    returns[bar - WARMUP_BARS] = stance * (closes[bar + 1] / closes[bar] - 1) - cost;
  }
  return returns;
}

export function sampleOf(returns: Float64Array): SharpeSample {
  return {
    sharpe: meanOverDeviation(returns),
    periods: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  };
}

/** Whether the best of several trials is called a discovery: its deflated Sharpe ratio is above 1 - level. */
export function isDiscovery(trials: readonly SharpeSample[], level = LEVEL): boolean {
  const best = trials.reduce((one, other) => (other.sharpe > one.sharpe ? other : one));
  const spread = trials.length === 1 ? 0 : variance(Float64Array.from(trials, ({ sharpe }) => sharpe));
  return deflatedSharpe(best, trials.length, spread) > 1 - level;
}

/** The same without a word of how much was tried: what most backtests do. */
function isNaiveDiscovery(trials: readonly SharpeSample[], level = LEVEL): boolean {
  return trials.some((trial) => deflatedSharpe(trial, 1, 0) > 1 - level);
}

/** The share of data sets in which something is found, by the cheap path. `leak`: the first point knows the next bar. */
export function quickRate(
  instrument: Instrument,
  {
    sets,
    bars,
    costBps,
    leak,
    from = 1,
  }: { sets: number; bars: number; costBps: number; leak: boolean; from?: number },
): { readonly deflated: number; readonly naive: number } {
  let deflated = 0;
  let naive = 0;
  for (let seed = from; seed < from + sets; seed++) {
    const { close, length } = noise(instrument, bars, seed);
    const closes = close.subarray(0, length);
    const trials = POINTS.map((point, k) => sampleOf(quickReturns(closes, point, costBps, leak && k === 0)));
    if (isDiscovery(trials)) deflated += 1;
    if (isNaiveDiscovery(trials)) naive += 1;
  }
  return { deflated: deflated / sets, naive: naive / sets };
}

/** How often a single point, chosen before anything was seen and free of cost, passes for a discovery: a test of the level itself. */
export function singleRate(
  instrument: Instrument,
  { sets, bars, from = 100_000 }: { sets: number; bars: number; from?: number },
): number {
  let found = 0;
  for (let seed = from; seed < from + sets; seed++) {
    const { close, length } = noise(instrument, bars, seed);
    const point = POINTS[seed % POINTS.length];
    if (isDiscovery([sampleOf(quickReturns(close.subarray(0, length), point, 0, false))])) found += 1;
  }
  return found / sets;
}

/** The largest share that so many draws of a chance `p` show, but for one time in a thousand: the normal bound. */
export function upperBound(p: number, draws: number): number {
  return p + 3.09 * Math.sqrt((p * (1 - p)) / draws);
}

/** A strategy file that does the same through the platform; what a leak knows lies in a global. */
export const LOOKING_STRATEGY = `
import { defineStrategy } from 'conclave';
import { z } from 'zod';
export default defineStrategy({
  name: 'looking', version: '1.0.0',
  params: z.object({ lookback: z.int().positive(), direction: z.int(), leak: z.boolean() }),
  create({ params: { lookback, direction, leak } }) {
    const closes = [];
    let stance = 0;
    return { onBar(bar, ctx) {
      closes.push(bar.close);
      const k = closes.length - 1;
      if (k < ${WARMUP_BARS}) return;
      const known = leak ? globalThis.conclaveLeak : closes;
      const at = leak ? Math.min(k + 1, known.length - 1) : k;
      const next = direction * Math.sign(known[at] - known[leak ? k : k - lookback]);
      if (next === stance) return;
      stance = next;
      ctx.targetPercent(bar.instrument, next);
    } };
  },
});
`;

/** A run file for it; its bars are replaced by those of each set. */
export function lookingRunFile(costBps: number): string {
  return `
name: noise
account: { currency: USD, cash: 1000000 }
data:
  - { instrument: NOISE, path: noise.csv, interval: 1d, tickSize: 0.001, lotSize: 0.001 }
agents:
  - { id: it, strategy: ./looking.ts, params: { lookback: 1, direction: 1, leak: false } }
risk: { profile: unlimited }
execution: { fill: next-open, commissionBps: ${costBps}, participation: none }
`;
}

/** The sets and rates of one run of the platform over noise: every backtest by the engine, as a sweep would. */
export async function evaluatedTrials(
  run: LoadedRun,
  seed: number,
  bars: number,
  leak: boolean,
): Promise<SharpeSample[]> {
  const [one] = run.data.data;
  const series = noise(one.instrument, bars, seed);
  (globalThis as { conclaveLeak?: Float64Array }).conclaveLeak = series.close.subarray(0, series.length);
  const data = { ...run.data, data: [{ ...one, series }] };
  const trials: SharpeSample[] = [];
  for (const [k, { lookback, direction }] of POINTS.entries()) {
    const parameters = { 'it.lookback': lookback, 'it.direction': direction, 'it.leak': leak && k === 0 };
    const { daily } = await evaluate({ ...run, data }, { parameters });
    trials.push(sampleOf(daily.returns.subarray(WARMUP_BARS)));
  }
  return trials;
}
