import { neumaierSum } from './neumaier.ts';

/** A deviation of rounding size: 250 times .001 has a standard deviation of 6.5e-19 in doubles, and it means none. */
const NEGLIGIBLE = 1e-12;

/** The largest |value|, 0 for none: the scale against which a spread is negligible. */
export function magnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest) largest = size;
  }
  return largest;
}

/** 0 for a spread that is at most 1e-12 of its scale, the spread itself otherwise. */
export function withoutRounding(spread: number, scale: number): number {
  return spread <= NEGLIGIBLE * scale ? 0 : spread;
}

/** The arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  return neumaierSum(values) / values.length;
}

/**
 * Σ(x − mean)^power / n, the biased central moment, in the units of x to that power. Two passes: the textbook
 * E[x²] − E[x]² loses every digit of 1e9 + {4, 7, 13, 16}.
 */
function centralMoment(values: ArrayLike<number>, power: number): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - centre;
    let term = distance;
    for (let k = 1; k < power; k++) term *= distance;
    sum += term;
  }
  return sum / values.length;
}

/** Σ(x − mean)² / (n − ddof): ddof 1 estimates from a sample, 0 describes a population. NaN for n <= ddof. */
export function variance(values: ArrayLike<number>, ddof = 1): number {
  if (values.length <= ddof) return Number.NaN;
  return (centralMoment(values, 2) * values.length) / (values.length - ddof);
}

/**
 * The standard deviation, √variance; exactly 0 where it is at most 1e-12 of `scale`. The scale is the largest |x| unless
 * the values are a difference of larger ones, whose rounding they carry.
 */
export function standardDeviation(values: ArrayLike<number>, ddof = 1, scale = magnitude(values)): number {
  return withoutRounding(Math.sqrt(variance(values, ddof)), scale);
}

/** m3 / m2^1.5 with biased moments: 0 for a symmetric sample. NaN where there is no spread. */
export function skewness(values: ArrayLike<number>): number {
  const spread = standardDeviation(values, 0);
  return spread > 0 ? centralMoment(values, 3) / (spread * spread * spread) : Number.NaN;
}

/** m4 / m2² with biased moments, raw: 3 for a normal sample (excess kurtosis is this less 3). NaN where there is no spread. */
export function kurtosis(values: ArrayLike<number>): number {
  const spread = standardDeviation(values, 0);
  return spread > 0 ? centralMoment(values, 4) / (spread * spread * spread * spread) : Number.NaN;
}

/** Σ(x − mean x)(y − mean y) / (n − ddof) of two series of one length. NaN for n <= ddof. */
export function covarianceOf(x: ArrayLike<number>, y: ArrayLike<number>, ddof = 1): number {
  if (x.length <= ddof) return Number.NaN;
  const centreX = mean(x);
  const centreY = mean(y);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - centreX) * (y[i] - centreY);
  return sum / (x.length - ddof);
}
