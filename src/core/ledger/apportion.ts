import { assert } from '../base/assert.ts';
import { divide } from '../base/rounding.ts';

/**
 * Whole parts of `total` that lie next to exact shares (numerators / denominator): each is rounded toward zero or down, and what
 * is missing (or too much) goes one unit each to those that are furthest from their share, the first of equals first. The
 * parts add up to `total`, which must be one of the whole numbers next to the sum of the shares.
 */
export function apportion(
  numerators: readonly bigint[],
  denominator: bigint,
  total: bigint,
  rounding: 'zero' | 'floor',
): bigint[] {
  const parts = numerators.map((numerator) => divide(numerator, denominator, rounding));
  let left = total - parts.reduce((sum, part) => sum + part, 0n);
  if (left === 0n) return parts;
  const step = left > 0n ? 1n : -1n;
  const missing = numerators.map((numerator, place) => (numerator - parts[place] * denominator) * step);
  const order = missing.map((_, place) => place);
  order.sort((a, b) => (missing[a] === missing[b] ? a - b : missing[a] > missing[b] ? -1 : 1));
  for (const place of order) {
    if (left === 0n || missing[place] <= 0n) break;
    parts[place] += step;
    left -= step;
  }
  assert(left === 0n, 'the total must be next to the sum of the shares');
  return parts;
}

/** The same of a sum of money: all is rounded down, against whoever gets it. */
export function apportionDown(numerators: readonly bigint[], denominator: bigint): bigint[] {
  const sum = numerators.reduce((all, numerator) => all + numerator, 0n);
  return apportion(numerators, denominator, divide(sum, denominator, 'floor'), 'floor');
}
