import { type Random, whole } from '../base/random.ts';
import { maxDrawdown } from '../statistics/drawdowns.ts';
import { compoundGrowth, sharpeRatio, totalReturn, volatility } from '../statistics/performance.ts';
import { sortedQuantile } from '../statistics/quantiles.ts';
import type { Holdings } from './holdings.ts';

/** What a result has to beat, over the same sessions. */
export interface Baseline {
  readonly name: string;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
}

/** Each instrument's return per session, a row a session; 0 before it has a price. The first is from its first open. */
export function instrumentReturns({ lotValues, firstValues, instruments, sessions }: Holdings): Float64Array {
  const returns = new Float64Array(sessions * instruments);
  const last = Float64Array.from(firstValues);
  for (let cell = 0; cell < returns.length; cell++) {
    const instrument = cell % instruments;
    const value = lotValues[cell];
    const change = value / last[instrument] - 1;
    if (Number.isFinite(change)) returns[cell] = change;
    if (!Number.isNaN(value)) last[instrument] = value;
  }
  return returns;
}

/** One instrument, bought at its first open with everything and held; free of costs, as a benchmark is. */
export function buyAndHold(returns: Float64Array, instruments: number, instrument: number): Float64Array {
  return Float64Array.from({ length: returns.length / instruments }, (_, t) => returns[t * instruments + instrument]);
}

/** Equal parts of all instruments, bought at the start and held; free of costs. */
export function equalWeight(returns: Float64Array, instruments: number): Float64Array {
  const parts = new Float64Array(instruments).fill(1 / instruments);
  let before = 1;
  return Float64Array.from({ length: returns.length / instruments }, (_, t) => {
    let now = 0;
    for (let i = 0; i < instruments; i++) now += parts[i] *= 1 + returns[t * instruments + i];
    const change = before > 0 ? now / before - 1 : 0;
    before = now;
    return change;
  });
}

/** 1/N: equal parts of all instruments, made equal again at each close; what is traded for it costs `costRates` of its worth. */
export function rebalanced(returns: Float64Array, instruments: number, costRates: ArrayLike<number>): Float64Array {
  const part = 1 / instruments;
  const result = new Float64Array(returns.length / instruments);
  for (let t = 0; t < result.length; t++) {
    let gain = 0;
    for (let i = 0; i < instruments; i++) gain += part * returns[t * instruments + i];
    let cost = 0;
    for (let i = 0; i < instruments; i++) {
      const drifted = gain > -1 ? (part * (1 + returns[t * instruments + i])) / (1 + gain) : 0;
      cost += costRates[i] * (Math.abs(drifted - part) + (t === 0 ? part : 0));
    }
    result[t] = gain - cost;
  }
  return result;
}

export function baseline(name: string, returns: Float64Array, periodsPerYear: number): Baseline {
  return {
    name,
    totalReturn: orNull(totalReturn(returns)),
    cagr: orNull(compoundGrowth(returns, periodsPerYear)),
    volatility: orNull(volatility(returns, periodsPerYear)),
    sharpe: orNull(sharpeRatio(returns, periodsPerYear)),
    maxDrawdown: orNull(maxDrawdown(returns)),
  };
}

/** What the same exposures would have made at other times. */
export interface RandomTiming {
  readonly draws: number;
  /** The share of draws with a lower total return; equal ones count half. */
  readonly percentile: number;
  /** Total returns: the 5 %, the 50 % and the 95 % quantile of the draws. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface Timed {
  readonly holdings: Holdings;
  /** The run's own returns and equity at the closes of the same sessions. */
  readonly returns: ArrayLike<number>;
  readonly equity: ArrayLike<number>;
}

/**
 * Random with the same turnover: the run's own path of exposures (what each instrument weighed in equity at each close), begun
 * at a random session and wrapped round at the end, all instruments together. Sizes, holding times, turnover and what was
 * held at once are the run's; when they met the market is chance. What the path does not explain, which is costs and what
 * was made inside sessions, stays on its session: a draw that shifts nothing is the run itself. undefined where time makes no
 * difference: nothing was held at a close, or always the same. Time: draws·sessions·instruments.
 */
export function randomTiming(
  { holdings, returns, equity }: Timed,
  { random, draws }: { readonly random: Random; readonly draws: number },
): RandomTiming | undefined {
  const { instruments, sessions } = holdings;
  const path = (sessions - 1) * instruments;
  if (sessions < 3) return undefined;
  const market = instrumentReturns(holdings).subarray(instruments);
  const weights = new Float64Array(path);
  for (let cell = 0; cell < path; cell++) {
    const worth = equity[Math.floor(cell / instruments)];
    if (worth > 0 && holdings.lots[cell] !== 0)
      weights[cell] = (holdings.lots[cell] * holdings.lotValues[cell]) / worth;
  }
  const rest = new Float64Array(sessions - 1);
  for (let t = 0; t < rest.length; t++) {
    rest[t] = returns[t + 1];
    for (let i = 0; i < instruments; i++) rest[t] -= weights[t * instruments + i] * market[t * instruments + i];
  }
  const own = shifted(weights, market, rest, instruments, 0) * (1 + returns[0]) - 1;
  const results = new Float64Array(draws);
  let lower = 0;
  let moved = false;
  for (let draw = 0; draw < draws; draw++) {
    const shift = 1 + whole(random, sessions - 2);
    results[draw] = shifted(weights, market, rest, instruments, shift) * (1 + returns[0]) - 1;
    const difference = results[draw] - own;
    const equal = Math.abs(difference) <= 1e-9 * (1 + Math.abs(own));
    if (equal) lower += 0.5;
    else moved = true;
    if (!equal && difference < 0) lower += 1;
  }
  if (!moved) return undefined;
  results.sort();
  const [low, median, high] = [0.05, 0.5, 0.95].map((p) => sortedQuantile(results, p));
  return { draws, percentile: lower / draws, low, median, high };
}

/** Growth over the sessions after the first, the path begun `shift` sessions later. 0 once everything was lost. */
function shifted(
  weights: Float64Array,
  market: Float64Array,
  rest: Float64Array,
  instruments: number,
  shift: number,
): number {
  let level = 1;
  let at = shift * instruments;
  let cell = 0;
  for (let t = 0; t < rest.length; t++) {
    let change = rest[t];
    for (let i = 0; i < instruments; i++) change += weights[at++] * market[cell++];
    if (at === weights.length) at = 0;
    if (change <= -1) return 0;
    level *= 1 + change;
  }
  return level;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
