import { assert } from '../base/assert.ts';
import { divide } from '../base/rounding.ts';

/**
 * Whole parts of `total` that lie next to exact shares (numerators / denominator): each is rounded down, and what is left goes
 * one unit each to those that lost most, the first of equals first. The parts add up to `total`, which must be one of the
 * whole numbers next to the sum of the shares.
 */
export function apportion(numerators: readonly bigint[], denominator: bigint, total: bigint): bigint[] {
  const parts = numerators.map((numerator) => divide(numerator, denominator, 'floor'));
  let left = total - parts.reduce((sum, part) => sum + part, 0n);
  if (left === 0n) return parts;
  const lost = numerators.map((numerator, place) => numerator - parts[place] * denominator);
  const order = lost
    .map((_, place) => place)
    .sort((a, b) => (lost[a] === lost[b] ? a - b : lost[a] > lost[b] ? -1 : 1));
  for (const place of order) {
    if (left === 0n || lost[place] === 0n) break;
    parts[place] += 1n;
    left -= 1n;
  }
  assert(left === 0n, 'the total must be next to the sum of the shares');
  return parts;
}

/** The same of a sum of money: the total is rounded down, against whoever gets it. */
export function apportionDown(numerators: readonly bigint[], denominator: bigint): bigint[] {
  const sum = numerators.reduce((all, numerator) => all + numerator, 0n);
  return apportion(numerators, denominator, divide(sum, denominator, 'floor'));
}
