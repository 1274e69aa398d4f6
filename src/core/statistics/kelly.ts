import { cholesky, solve } from './cholesky.ts';
import { type SquareMatrix, dot, times } from './matrix.ts';

/**
 * The bet that makes wealth grow fastest (Kelly 1956). Estimates are worse than they look and twice the bet grows not at
 * all: use half of it at most, with returns that were shrunk.
 */

/** f = p − (1 − p)/b of wealth on a bet that pays b to one with chance p; negative for a bet not worth taking. */
export function kellyBinary(chance: number, payoff: number): number {
  return chance - (1 - chance) / payoff;
}

/** Expected log growth per bet of the fraction f: p·ln(1 + fb) + (1 − p)·ln(1 − f). */
export function growthBinary(fraction: number, chance: number, payoff: number): number {
  return chance * Math.log1p(fraction * payoff) + (1 - chance) * Math.log1p(-fraction);
}

/** f = Σ⁻¹(μ − r) for normal returns with mean excess μ − r; `undefined` where the covariance is not positive definite. */
export function kellyGaussian(excess: ArrayLike<number>, covariance: SquareMatrix): Float64Array | undefined {
  const factor = cholesky(covariance);
  return factor === undefined ? undefined : solve(factor, excess);
}

/** Log growth over the risk-free rate of the fractions f: fᵀ(μ − r) − ½fᵀΣf. */
export function growthGaussian(
  fractions: ArrayLike<number>,
  excess: ArrayLike<number>,
  covariance: SquareMatrix,
): number {
  return dot(fractions, excess) - 0.5 * dot(fractions, times(covariance, fractions));
}
