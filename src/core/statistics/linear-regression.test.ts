import { describe, expect, it } from 'vitest';
import { linearRegression } from './linear-regression.ts';

describe('linear regression', () => {
  it('finds the line', () => {
    const { slope, intercept, determination } = linearRegression([0, 1, 2, 3], [1, 3, 5, 7]);
    expect(slope).toBeCloseTo(2, 14);
    expect(intercept).toBeCloseTo(1, 14);
    expect(determination).toBeCloseTo(1, 14);
  });

  it('and how much it explains', () => {
    // x̄ 2, ȳ 2, Sxy 1, Sxx 2, Syy 2
    const fit = linearRegression([1, 2, 3], [1, 3, 2]);
    expect(fit.slope).toBeCloseTo(0.5, 14);
    expect(fit.intercept).toBeCloseTo(1, 14);
    expect(fit.determination).toBeCloseTo(0.25, 14);
  });

  it('has no slope without a spread of x, and explains nothing of a flat y', () => {
    expect(linearRegression([1, 1], [1, 2])).toEqual({
      slope: Number.NaN,
      intercept: Number.NaN,
      determination: Number.NaN,
    });
    expect(linearRegression([1, 2], [3, 3])).toEqual({ slope: 0, intercept: 3, determination: Number.NaN });
    expect(linearRegression([1], [1]).slope).toBeNaN();
  });
});
