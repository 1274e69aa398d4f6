import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal.ts';
import { studentCdf, studentPdf, studentQuantile } from './student-t.ts';

describe("Student's t", () => {
  // Reference values computed with 30 digits by mpmath.
  it.each([
    [0.05, 5, -2.0150483733330242],
    [0.01, 4, -3.746947387979197],
    [0.025, 30, -2.042272456301238],
    [0.05, 2.5, -2.5582186141359364],
  ])('the %d quantile with %d degrees of freedom', (p, degrees, x) => {
    expect(studentQuantile(p, degrees)).toBeCloseTo(x, 12);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-x, 11);
  });

  it('has a density, a middle and ends', () => {
    expect(studentPdf(1.2, 5)).toBeCloseTo(0.1776586134649355, 13);
    expect(studentQuantile(0.5, 5)).toBe(0);
    expect(studentCdf(0, 5)).toBeCloseTo(0.5, 14);
    expect(studentQuantile(0, 5)).toBe(Number.NEGATIVE_INFINITY);
    expect(studentQuantile(1, 5)).toBe(Number.POSITIVE_INFINITY);
    expect(() => studentQuantile(2, 5)).toThrow('p in [0, 1]');
  });

  it('is nearly normal with many degrees', () => {
    expect(studentQuantile(0.01, 1e6)).toBeCloseTo(normalQuantile(0.01), 5);
  });

  it('its distribution undoes its quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 60 }), (p, degrees) => {
        expect(studentCdf(studentQuantile(p, degrees), degrees)).toBeCloseTo(p, 11);
      }),
      { numRuns: 40 },
    );
  });
});
