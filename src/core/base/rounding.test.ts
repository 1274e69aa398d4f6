import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, mulDiv, Rounding, toSafe, toward, towardZero } from './rounding.ts';

const modes = Object.values(Rounding);
const safe = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const divisor = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

const both = (mode: Rounding): [bigint, bigint] => [divide(7n, 2n, mode), divide(-7n, 2n, mode)];

describe('rounding', () => {
  it('divides as told, for either sign', () => {
    expect(both('floor')).toEqual([3n, -4n]);
    expect(both('ceil')).toEqual([4n, -3n]);
    expect(both('zero')).toEqual([3n, -3n]);
    expect(both('away')).toEqual([4n, -4n]);
    expect(both('nearest')).toEqual([4n, -4n]);
    expect(divide(10n, 3n, 'nearest')).toBe(3n);
    expect(divide(-9n, 3n, 'away')).toBe(-3n);
  });

  it('multiplies and divides like exact fractions, whatever the size of the product', () => {
    fc.assert(
      fc.property(safe, safe, divisor, fc.constantFrom(...modes), (a, b, c, mode) => {
        const exact = divide(BigInt(a) * BigInt(b), BigInt(c), mode);
        if (exact > BigInt(Number.MAX_SAFE_INTEGER) || exact < -BigInt(Number.MAX_SAFE_INTEGER))
          expect(() => mulDiv(a, b, c, mode)).toThrow('2^53');
        else expect(mulDiv(a, b, c, mode)).toBe(Number(exact));
      }),
    );
  });

  it('takes the short way for small products to the same answer', () => {
    const small = fc.integer({ min: -90_000_000, max: 90_000_000 });
    fc.assert(
      fc.property(small, small, fc.integer({ min: 1, max: 1000 }), fc.constantFrom(...modes), (a, b, c, mode) => {
        expect(mulDiv(a, b, c, mode)).toBe(Number(divide(BigInt(a) * BigInt(b), BigInt(c), mode)));
      }),
    );
  });

  it('asserts rather than loses digits', () => {
    expect(toSafe(9_007_199_254_740_991n, 'x')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => toSafe(9_007_199_254_740_992n, 'cash')).toThrow('cash: 9007199254740992 does not fit 2^53');
    expect(() => mulDiv(1, 1, 0, 'zero')).toThrow();
    expect(() => divide(1n, 0n, 'zero')).toThrow();
  });

  it('rounds computed sizes toward zero, forgiving a billionth', () => {
    expect(towardZero((0.1 * 3) / 0.1)).toBe(3);
    expect(towardZero(2.999)).toBe(2);
    expect(towardZero(-2.999)).toBe(-2);
    expect(Object.is(towardZero(-0.3), 0)).toBe(true);
  });

  it('rounds decisions toward the present position', () => {
    expect(toward(33.4, 0)).toBe(33);
    expect(toward(33.4, 50)).toBe(34);
    expect(toward(-33.4, 0)).toBe(-33);
    expect(toward(-33.4, -50)).toBe(-34);
    expect(toward(100.00000000000001, 0)).toBe(100);
  });
});
