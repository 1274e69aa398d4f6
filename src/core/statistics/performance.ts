import { growth, maxDrawdown } from './drawdowns.ts';
import { linearRegression } from './linear-regression.ts';
import { kurtosis, magnitude, mean, skewness, standardDeviation, withoutRounding } from './moments.ts';
import { present, presentPairs } from './missing.ts';
import { quantile } from './quantiles.ts';
import { conditionalValueAtRisk, historicalValueAtRisk } from './value-at-risk.ts';

/**
 * Measures of a series of simple returns per period (0.01 is one per cent), annualised with `periodsPerYear` N: 252
 * trading days, 365 for crypto, bars a year for intraday. Conventions for all of them: a missing return (NaN) is dropped
 * and not counted; fewer than two returns give NaN; a standard deviation that is rounding counts as 0, and a ratio over
 * it is NaN.
 */

/** Π(1 + r) − 1. */
export function totalReturn(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  return rows === undefined ? Number.NaN : growth(rows)[rows.length - 1] - 1;
}

/** Compound annual growth: (Π(1 + r))^(N/n) − 1; −1 once equity was nothing or less. */
export function compoundGrowth(returns: ArrayLike<number>, periodsPerYear: number): number {
  const rows = observed(returns);
  if (rows === undefined) return Number.NaN;
  const equity = growth(rows);
  for (const level of equity) if (level <= 0) return -1;
  return equity[equity.length - 1] ** (periodsPerYear / rows.length) - 1;
}

/** sd(r)·√N, sd with ddof 1: a fraction a year. */
export function volatility(returns: ArrayLike<number>, periodsPerYear: number): number {
  const rows = observed(returns);
  return rows === undefined ? Number.NaN : standardDeviation(rows) * Math.sqrt(periodsPerYear);
}

/** mean(r − rf)/sd(r − rf)·√N (Sharpe 1994). `riskFree` is per period: one rate, or a series aligned with the returns. */
export function sharpeRatio(
  returns: ArrayLike<number>,
  periodsPerYear: number,
  riskFree: number | ArrayLike<number> = 0,
): number {
  return meanOverDeviation(returns, riskFree) * Math.sqrt(periodsPerYear);
}

/** The Sharpe ratio of r less a reference, per period: what the tests of `honesty.ts` take. */
export function meanOverDeviation(returns: ArrayLike<number>, reference: number | ArrayLike<number> = 0): number {
  const { x, y } = presentPairs(
    returns,
    typeof reference === 'number' ? repeated(reference, returns.length) : reference,
  );
  if (x.length < 2) return Number.NaN;
  const scale = Math.max(magnitude(x), magnitude(y));
  for (let i = 0; i < x.length; i++) x[i] -= y[i];
  const deviation = standardDeviation(x, 1, scale);
  return deviation > 0 ? mean(x) / deviation : Number.NaN;
}

/** Downside deviation √(mean(min(r − MAR, 0)²))·√N over all n returns, those above MAR as zeros. MAR per period. */
export function downsideDeviation(returns: ArrayLike<number>, periodsPerYear: number, minimumReturn = 0): number {
  const rows = observed(returns);
  if (rows === undefined) return Number.NaN;
  let squares = 0;
  for (let i = 0; i < rows.length; i++) squares += Math.min(rows[i] - minimumReturn, 0) ** 2;
  const scale = Math.max(magnitude(rows), Math.abs(minimumReturn));
  return withoutRounding(Math.sqrt(squares / rows.length), scale) * Math.sqrt(periodsPerYear);
}

/** mean(r − MAR)·N / downside deviation (Sortino and van der Meer 1991); +∞ for gains without losses, NaN without either. */
export function sortinoRatio(returns: ArrayLike<number>, periodsPerYear: number, minimumReturn = 0): number {
  const rows = observed(returns);
  if (rows === undefined) return Number.NaN;
  const excess = (mean(rows) - minimumReturn) * periodsPerYear;
  return overLoss(excess, downsideDeviation(rows, periodsPerYear, minimumReturn));
}

/** CAGR / |max drawdown| (Young 1991); without a drawdown +∞ where CAGR > 0, NaN otherwise. */
export function calmarRatio(returns: ArrayLike<number>, periodsPerYear: number): number {
  return overLoss(compoundGrowth(returns, periodsPerYear), Math.abs(maxDrawdown(returns)));
}

/** Σ(r − θ)⁺ / Σ(θ − r)⁺ (Keating and Shadwick 2002), θ per period; +∞ for gains without losses, NaN without either. */
export function omegaRatio(returns: ArrayLike<number>, threshold = 0): number {
  const rows = observed(returns);
  if (rows === undefined) return Number.NaN;
  let gains = 0;
  let losses = 0;
  for (let i = 0; i < rows.length; i++) {
    const excess = rows[i] - threshold;
    if (excess > 0) gains += excess;
    else losses -= excess;
  }
  return overLoss(gains, losses);
}

/** Gains over losses of the periods: Omega at 0. */
export function profitFactor(returns: ArrayLike<number>): number {
  return omegaRatio(returns, 0);
}

/** An annual rate as the rate per period that compounds to it: (1 + a)^(1/N) − 1. */
export function perPeriodRate(annualRate: number, periodsPerYear: number): number {
  return (1 + annualRate) ** (1 / periodsPerYear) - 1;
}

/** The share of returns above zero, of all n. */
export function hitRate(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  if (rows === undefined) return Number.NaN;
  let hits = 0;
  for (let i = 0; i < rows.length; i++) if (rows[i] > 0) hits += 1;
  return hits / rows.length;
}

/** |p95| / |p5| of the returns, type 7; NaN where p5 is 0. */
export function tailRatio(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  if (rows === undefined) return Number.NaN;
  const low = Math.abs(quantile(rows, 0.05));
  return low > 0 ? Math.abs(quantile(rows, 0.95)) / low : Number.NaN;
}

/** Biased skewness m3/m2^1.5 of the returns. */
export function returnSkewness(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  return rows === undefined ? Number.NaN : skewness(rows);
}

/** Biased raw kurtosis m4/m2² of the returns: 3 is normal. */
export function returnKurtosis(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  return rows === undefined ? Number.NaN : kurtosis(rows);
}

/** The 5 % quantile (type 7) as a return, negative for a loss. */
export function valueAtRisk95(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  return rows === undefined ? Number.NaN : -historicalValueAtRisk(rows, 0.95);
}

/** The mean of the worst 5 % (Rockafellar and Uryasev) as a return, negative for a loss. */
export function conditionalValueAtRisk95(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  return rows === undefined ? Number.NaN : -conditionalValueAtRisk(rows, 0.95);
}

/** R² of cumulative ln(1 + r) on 0..n−1: how straight the log equity is. NaN where it does not move or a return is <= −1. */
export function stability(returns: ArrayLike<number>): number {
  const rows = observed(returns);
  if (rows === undefined) return Number.NaN;
  const time = new Float64Array(rows.length);
  const path = new Float64Array(rows.length);
  let level = 0;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] <= -1) return Number.NaN;
    level += Math.log1p(rows[i]);
    time[i] = i;
    path[i] = level;
  }
  return linearRegression(time, path).determination;
}

function observed(returns: ArrayLike<number>): ArrayLike<number> | undefined {
  const rows = present(returns);
  return rows.length < 2 ? undefined : rows;
}

function overLoss(gain: number, loss: number): number {
  if (loss === 0) return gain > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  return gain / loss;
}

function repeated(value: number, count: number): Float64Array {
  return new Float64Array(count).fill(value);
}
