import { type SquareMatrix, dot, times } from './matrix.ts';

/** Measures of a portfolio. Weights are signed fractions of equity (or money); the covariance is of returns per period. */

/** σ_p = √(wᵀΣw), in the units of the weights per √period. */
export function portfolioVolatility(weights: ArrayLike<number>, covariance: SquareMatrix): number {
  return Math.sqrt(Math.max(0, dot(weights, times(covariance, weights))));
}

/** ∂σ_p/∂w = Σw/σ_p: what one more unit of each adds. NaN for a portfolio without risk. */
export function marginalContributions(weights: ArrayLike<number>, covariance: SquareMatrix): Float64Array {
  const volatility = portfolioVolatility(weights, covariance);
  return times(covariance, weights).map((value) => (volatility > 0 ? value / volatility : Number.NaN));
}

/** w·Σw/σ_p for each: they add up to σ_p (Euler), so each is its share of the risk. NaN for a portfolio without risk. */
export function componentContributions(weights: ArrayLike<number>, covariance: SquareMatrix): Float64Array {
  return marginalContributions(weights, covariance).map((value, i) => value * weights[i]);
}

/** Herfindahl-Hirschman index Σ(n/gross)² of signed notionals: 1 for a single position, 1/N for N equal ones; NaN for none. */
export function concentration(notionals: ArrayLike<number>): number {
  let gross = 0;
  for (let i = 0; i < notionals.length; i++) gross += Math.abs(notionals[i]);
  if (gross === 0) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < notionals.length; i++) sum += (notionals[i] / gross) ** 2;
  return sum;
}

/**
 * The weight that brings a position to a target volatility, target over forecast with the forecast for the coming period, at most
 * `weightMax`. A forecast of 0 asks for the most that is allowed; an unknown one (NaN) for nothing.
 */
export function volatilityTargetWeight(target: number, forecast: number, weightMax: number): number {
  if (Number.isNaN(forecast)) return 0;
  return forecast > 0 ? Math.min(target / forecast, weightMax) : weightMax;
}
