import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile, select, sortedQuantile } from './quantiles.ts';

/** Without -0: it is equal to 0, and which of the two stands first nobody says. */
const number = fc
  .oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
  .map((value) => value + 0);
const numbers = fc.array(number, { minLength: 1, maxLength: 60 });

function naiveQuantile(values: readonly number[], p: number): number {
  return sortedQuantile(
    [...values].sort((a, b) => a - b),
    p,
  );
}

describe('quantiles', () => {
  it('interpolate between order statistics (type 7)', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(quantile([4, 1, 3, 2], 0)).toBe(1);
    expect(quantile([4, 1, 3, 2], 1)).toBe(4);
    expect(median([9, 1, 5])).toBe(5);
    expect(quantile([7], 0.3)).toBe(7);
  });

  it('are NaN for nothing and for a NaN among the values', () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(sortedQuantile([], 0.5)).toBeNaN();
    expect(quantile([1, Number.NaN, 2], 0.5)).toBeNaN();
    expect(() => quantile([1], 1.5)).toThrow('p in [0, 1]');
    expect(() => sortedQuantile([1], -0.5)).toThrow('p in [0, 1]');
  });

  it('equal those of the sorted values and leave the input alone', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
        const before = [...values];
        expect(quantile(values, p)).toBe(naiveQuantile(values, p));
        expect(values).toEqual(before);
      }),
    );
  });

  it('select puts the rank in its place, the smaller before it and the larger after', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (values, seed) => {
        const rank = seed % values.length;
        const scratch = Float64Array.from(values);
        const selected = select(scratch, rank);
        expect(selected).toBe(Float64Array.from(values).sort()[rank]);
        expect(scratch.every((value, i) => (i < rank ? value <= selected : value >= selected))).toBe(true);
      }),
    );
  });
});
