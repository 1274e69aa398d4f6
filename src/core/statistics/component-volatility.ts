import { covarianceOf, standardDeviation } from './moments.ts';

/**
 * How much each part has of a portfolio's volatility: cov(cᵢ, r)/sd(r)·√N for contributions cᵢ of which r is the sum, period by
 * period (the Euler decomposition; ddof 1). They add up to sd(r)·√N; a part that moves against the rest takes away from it.
 * NaN where r does not vary.
 */
export function componentVolatility(
  contributions: readonly ArrayLike<number>[],
  returns: ArrayLike<number>,
  periodsPerYear: number,
): number[] {
  const deviation = standardDeviation(returns);
  return contributions.map((part) =>
    deviation > 0 ? (covarianceOf(part, returns) / deviation) * Math.sqrt(periodsPerYear) : Number.NaN,
  );
}
