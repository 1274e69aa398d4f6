import { covarianceOf, mean, standardDeviation } from './moments.ts';

/** y ≈ intercept + slope·x by ordinary least squares. */
export interface LinearFit {
  readonly slope: number;
  readonly intercept: number;
  /** R², the share of the variance of y that the line explains, in [0, 1]. */
  readonly determination: number;
}

/**
 * Of two series of one length. Everything is NaN for fewer than two points or where x has no spread; R² is NaN where y has
 * none.
 */
export function linearRegression(x: ArrayLike<number>, y: ArrayLike<number>): LinearFit {
  const spreadX = standardDeviation(x);
  if (!(spreadX > 0)) return { slope: Number.NaN, intercept: Number.NaN, determination: Number.NaN };
  const spreadY = standardDeviation(y);
  const shared = covarianceOf(x, y);
  const slope = shared / (spreadX * spreadX);
  const correlation = spreadY > 0 ? shared / (spreadX * spreadY) : Number.NaN;
  return { slope, intercept: mean(y) - slope * mean(x), determination: Math.min(1, correlation * correlation) };
}
