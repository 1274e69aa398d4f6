import { assert } from './assert.ts';

/** Every rounding of the core is in this file. */
export const Rounding = {
  /** toward minus infinity */ floor: 'floor',
  /** toward plus infinity */ ceil: 'ceil',
  zero: 'zero',
  away: 'away',
  /** to the nearest, ties away from zero */ nearest: 'nearest',
} as const;
export type Rounding = (typeof Rounding)[keyof typeof Rounding];

/** numerator / denominator as an integer, exactly, rounded as told. The denominator must be positive. */
export function divide(numerator: bigint, denominator: bigint, mode: Rounding): bigint {
  assert(denominator > 0n, 'divide wants a positive denominator');
  const quotient = numerator / denominator;
  const rest = numerator - quotient * denominator;
  if (rest === 0n) return quotient;
  const negative = numerator < 0n;
  switch (mode) {
    case 'zero':
      return quotient;
    case 'away':
      return negative ? quotient - 1n : quotient + 1n;
    case 'floor':
      return negative ? quotient - 1n : quotient;
    case 'ceil':
      return negative ? quotient : quotient + 1n;
    case 'nearest': {
      const twice = (negative ? -rest : rest) * 2n;
      if (twice < denominator) return quotient;
      return negative ? quotient - 1n : quotient + 1n;
    }
  }
}

/** a * b / c over safe integers with an exact intermediate product; the result must be a safe integer again. */
export function mulDiv(a: number, b: number, c: number, mode: Rounding): number {
  assert(c > 0, 'mulDiv wants a positive divisor');
  const product = a * b;
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) return divideSafe(product, c, mode);
  return toSafe(divide(BigInt(a) * BigInt(b), BigInt(c), mode), 'mulDiv');
}

/** The same as `divide` for safe integers, without BigInt: the quotient of two safe integers is off by at most one. */
function divideSafe(numerator: number, denominator: number, mode: Rounding): number {
  const rest = numerator % denominator;
  if (rest === 0) return numerator / denominator + 0;
  const quotient = (numerator - rest) / denominator;
  switch (mode) {
    case 'zero':
      return quotient + 0;
    case 'away':
      return numerator < 0 ? quotient - 1 : quotient + 1;
    case 'floor':
      return numerator < 0 ? quotient - 1 : quotient + 0;
    case 'ceil':
      return numerator < 0 ? quotient + 0 : quotient + 1;
    case 'nearest': {
      const left = Math.abs(rest);
      if (left < denominator - left) return quotient + 0;
      return numerator < 0 ? quotient - 1 : quotient + 1;
    }
  }
}

/** A BigInt as a number; more than 2^53 is an assertion, never a silent loss of digits. */
export function toSafe(value: bigint, what: string): number {
  const number = Number(value);
  assert(Number.isSafeInteger(number), () => `${what}: ${value} does not fit 2^53`);
  return number;
}

/**
 * Toward zero, except that a value within a billionth of the next integer counts as that integer: 0.1 * 3 / 0.1 means
 * 3 lots, not 2. For quantities that were computed in floating point (a fraction of equity over a price).
 */
export function towardZero(value: number): number {
  const nearest = Math.round(value);
  if (Math.abs(value - nearest) <= 1e-9 * Math.max(1, Math.abs(value))) return nearest + 0;
  return Math.trunc(value) + 0;
}

/** To an integer, toward `anchor`: how a decision is rounded, toward the present position. Same tolerance as `towardZero`. */
export function toward(value: number, anchor: number): number {
  const nearest = Math.round(value);
  if (Math.abs(value - nearest) <= 1e-9 * Math.max(1, Math.abs(value))) return nearest + 0;
  return (value > anchor ? Math.floor(value) : Math.ceil(value)) + 0;
}
