import type { Us } from '../base/time.ts';
import { DAY_US } from '../base/time.ts';
import { alpha, beta, informationRatio } from '../statistics/benchmark.ts';
import { maxDrawdown, ulcerIndex } from '../statistics/drawdowns.ts';
import { mean } from '../statistics/moments.ts';
import {
  calmarRatio,
  compoundGrowth,
  conditionalValueAtRisk95,
  hitRate,
  omegaRatio,
  profitFactor,
  returnKurtosis,
  returnSkewness,
  sharpeRatio,
  sortinoRatio,
  tailRatio,
  totalReturn,
  valueAtRisk95,
  volatility,
} from '../statistics/performance.ts';

/** Daily equity and what goes with it: one cell a closed session. */
export interface DailyEquity {
  readonly closeUs: ArrayLike<Us>;
  readonly equity: ArrayLike<number>;
  readonly grossExposure: ArrayLike<number>;
  readonly length: number;
}

/** The measures of SPEC section 4; NaN where a measure has no meaning. Ratios come from daily returns. */
export interface Measures {
  totalReturn: number;
  cagr: number;
  volatility: number;
  sharpe: number;
  sortino: number;
  calmar: number;
  omega: number;
  /** <= 0 */
  maxDrawdown: number;
  /** Calendar days from the peak to the recovery, or to the end. */
  maxDrawdownDays: number;
  ulcerIndex: number;
  hitRate: number;
  profitFactor: number;
  tailRatio: number;
  skew: number;
  kurtosis: number;
  valueAtRisk95: number;
  conditionalValueAtRisk95: number;
  /** Half of all that was traded over the mean equity, a year: 1 means that the account was turned over once. */
  turnover: number;
  /** The share of sessions that ended with a position. */
  exposure: number;
  /** The mean of gross exposure over equity at the sessions' ends. */
  grossExposure: number;
  alpha: number;
  beta: number;
  informationRatio: number;
  periodsPerYear: number;
}

/** Simple returns from one session's equity to the next, the first from `startEquity`; equity <= 0 is -1 and then 0. */
export function dailyReturns(startEquity: number, daily: DailyEquity): Float64Array {
  const returns = new Float64Array(daily.length);
  let before = startEquity;
  for (let i = 0; i < daily.length; i++) {
    const now = Math.max(0, daily.equity[i]);
    returns[i] = before > 0 ? now / before - 1 : 0;
    before = now;
  }
  return returns;
}

export interface MeasureInput {
  readonly startEquity: number;
  readonly daily: DailyEquity;
  /** Σ |notional| of all fills, account currency. */
  readonly traded: number;
  readonly periodsPerYear: number;
  /** Daily returns of the benchmark over the same sessions; undefined without one. */
  readonly benchmark?: ArrayLike<number>;
}

export function measure(input: MeasureInput): Measures {
  const { daily, periodsPerYear, benchmark } = input;
  const returns = dailyReturns(input.startEquity, daily);
  return {
    totalReturn: totalReturn(returns),
    cagr: compoundGrowth(returns, periodsPerYear),
    volatility: volatility(returns, periodsPerYear),
    sharpe: sharpeRatio(returns, periodsPerYear),
    sortino: sortinoRatio(returns, periodsPerYear),
    calmar: calmarRatio(returns, periodsPerYear),
    omega: omegaRatio(returns),
    maxDrawdown: maxDrawdown(returns),
    maxDrawdownDays: longestDrawdownDays(input),
    ulcerIndex: ulcerIndex(returns),
    hitRate: hitRate(returns),
    profitFactor: profitFactor(returns),
    tailRatio: tailRatio(returns),
    skew: returnSkewness(returns),
    kurtosis: returnKurtosis(returns),
    valueAtRisk95: valueAtRisk95(returns),
    conditionalValueAtRisk95: conditionalValueAtRisk95(returns),
    turnover: turnover(input),
    exposure: share(daily, (gross) => gross > 0),
    grossExposure: meanGross(daily),
    alpha: benchmark === undefined ? Number.NaN : alpha(returns, benchmark, periodsPerYear),
    beta: benchmark === undefined ? Number.NaN : beta(returns, benchmark),
    informationRatio: benchmark === undefined ? Number.NaN : informationRatio(returns, benchmark, periodsPerYear),
    periodsPerYear,
  };
}

function turnover({ startEquity, daily, traded, periodsPerYear }: MeasureInput): number {
  if (daily.length === 0) return Number.NaN;
  const equity = mean(Float64Array.from({ length: daily.length }, (_, i) => daily.equity[i]));
  const base = equity > 0 ? equity : startEquity;
  return traded / 2 / base / (daily.length / periodsPerYear);
}

function share(daily: DailyEquity, counts: (gross: number) => boolean): number {
  let hits = 0;
  for (let i = 0; i < daily.length; i++) if (counts(daily.grossExposure[i])) hits += 1;
  return daily.length === 0 ? Number.NaN : hits / daily.length;
}

function meanGross(daily: DailyEquity): number {
  let sum = 0;
  for (let i = 0; i < daily.length; i++) sum += daily.equity[i] > 0 ? daily.grossExposure[i] / daily.equity[i] : 0;
  return daily.length === 0 ? Number.NaN : sum / daily.length;
}

/** From the session of a peak to the first session back at it, or to the last session; the longest such stretch, 0 without one. */
function longestDrawdownDays({ startEquity, daily }: MeasureInput): number {
  let longest = 0;
  let peak = startEquity;
  let peakUs = daily.length === 0 ? 0 : daily.closeUs[0];
  let under = false;
  for (let i = 0; i < daily.length; i++) {
    const below = daily.equity[i] < peak;
    if (below || under) longest = Math.max(longest, daily.closeUs[i] - peakUs);
    under = below;
    if (below) continue;
    peak = daily.equity[i];
    peakUs = daily.closeUs[i];
  }
  return Math.round(longest / DAY_US);
}
