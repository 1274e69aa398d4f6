import { linearRegression } from './linear-regression.ts';
import { mean } from './moments.ts';
import { presentPairs } from './missing.ts';
import { meanOverDeviation } from './performance.ts';

/**
 * A strategy against a benchmark: simple returns per period, aligned row by row. A row in which either is missing (NaN) is
 * dropped; fewer than two rows give NaN.
 */

/** cov(r, b)/var(b): how much of the benchmark's move the strategy takes. NaN where the benchmark does not move. */
export function beta(returns: ArrayLike<number>, benchmark: ArrayLike<number>): number {
  const { x, y } = presentPairs(returns, benchmark);
  return linearRegression(y, x).slope;
}

/** (1 + a)^N − 1 with a = mean(r) − β·mean(b): Jensen's alpha a year, no risk-free rate. NaN where 1 + a <= 0. */
export function alpha(returns: ArrayLike<number>, benchmark: ArrayLike<number>, periodsPerYear: number): number {
  const { x, y } = presentPairs(returns, benchmark);
  const perPeriod = mean(x) - linearRegression(y, x).slope * mean(y);
  return 1 + perPeriod > 0 ? (1 + perPeriod) ** periodsPerYear - 1 : Number.NaN;
}

/** mean(r − b)/sd(r − b)·√N. NaN where the two move as one. */
export function informationRatio(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  periodsPerYear: number,
): number {
  return meanOverDeviation(returns, benchmark) * Math.sqrt(periodsPerYear);
}
