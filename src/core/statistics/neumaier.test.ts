import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { S } from '../../../test/fixtures/series.ts';
import { neumaierSum } from './neumaier.ts';

describe('the compensated sum', () => {
  it('keeps what a plain sum loses', () => {
    expect(neumaierSum([1, 1e100, 1, -1e100])).toBe(2);
    expect(neumaierSum(Array.from({ length: 10 }, () => 0.1))).toBe(1);
  });

  it('is 0 for nothing, and infinite where a term is', () => {
    expect(neumaierSum([])).toBe(0);
    expect(neumaierSum([1, Number.POSITIVE_INFINITY, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(neumaierSum([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toBeNaN();
    expect(neumaierSum([1, Number.NaN])).toBeNaN();
  });

  it('equals the exact sum of cents in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 200 }), (cents) => {
        const exact = cents.reduce((sum, cent) => sum + cent, 0) / 100;
        const sum = neumaierSum(cents.map((cent) => cent / 100));
        expect(Math.abs(sum - exact)).toBeLessThanOrEqual(1e-15 * Math.max(1, ...cents.map(Math.abs)));
      }),
    );
  });
});

describe('the series of the reference values', () => {
  it('starts and sums as printed, added one by one', () => {
    const series = S(42, 250);
    expect(Array.from(series.subarray(0, 3))).toEqual(quant.prng['S(42,250)_first3']);
    expect(series.reduce((sum, value) => sum + value, 0)).toBe(quant.prng['S(42,250)_sum']);
  });
});
