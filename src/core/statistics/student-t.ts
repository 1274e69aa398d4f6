import { assert } from '../base/assert.ts';
import { logGamma, regularisedBeta } from './special.ts';

/** Student's t distribution with ν > 0 degrees of freedom (not necessarily whole). */

export function studentPdf(x: number, degrees: number): number {
  const constant = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * Math.log(degrees * Math.PI);
  return Math.exp(constant - ((degrees + 1) / 2) * Math.log1p((x * x) / degrees));
}

/** P(T <= x) = ½ I_{ν/(ν+x²)}(ν/2, ½) below zero, mirrored above. */
export function studentCdf(x: number, degrees: number): number {
  const tail = 0.5 * regularisedBeta(degrees / (degrees + x * x), degrees / 2, 0.5);
  return x <= 0 ? tail : 1 - tail;
}

/** The x with P(T <= x) = p, by bisection to the last bit. −∞ at 0, +∞ at 1. */
export function studentQuantile(p: number, degrees: number): number {
  assert(p >= 0 && p <= 1, () => `a quantile wants p in [0, 1], was ${p}`);
  if (p > 0.5) return -studentQuantile(1 - p, degrees);
  if (p === 0.5) return 0;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  let low = -1;
  while (studentCdf(low, degrees) > p) low *= 2;
  let high = 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (studentCdf(middle, degrees) > p) high = middle;
    else low = middle;
  }
}
