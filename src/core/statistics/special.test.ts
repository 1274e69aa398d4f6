import { describe, expect, it } from 'vitest';
import { erfc } from './normal.ts';
import { chiSquareSurvival, logGamma, regularisedBeta, upperGamma } from './special.ts';

// Reference values computed with 30 digits by mpmath.
function expectWithin(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(expected)));
}

describe('special functions', () => {
  it.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [1, 0],
    [1.5, -0.12078223763524522],
    [3, Math.LN2],
    [10, 12.801827480081469],
    [50.5, 146.51925549072064],
  ])('ln Γ(%d)', (x, value) => expectWithin(logGamma(x), value));

  it.each([
    [0.5, 1.920729410347062, 0.05],
    [1, 3, 0.049787068367863944],
    [2.5, 0.3, 0.9880032427940937],
    [2.5, 9, 0.0029464045878802906],
    [30, 25, 0.8178960840225449],
    [30, 50, 0.0009168288614560798],
    [2, 0, 1],
    [2, Number.POSITIVE_INFINITY, 0],
  ])('Q(%d, %d)', (a, x, value) => expectWithin(upperGamma(a, x), value));

  it.each([
    [0.2, 2, 3, 0.1808],
    [0.7, 2, 3, 0.9163],
    [0.5, 0.5, 0.5, 0.5],
    [0.9, 2.5, 0.5, 0.48958974456442755],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('I_%d(%d, %d)', (x, a, b, value) => expectWithin(regularisedBeta(x, a, b), value));

  it('χ² p-values: the usual critical values, and the closed forms of one and two degrees', () => {
    expect(chiSquareSurvival(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(chiSquareSurvival(5.991464547107979, 2)).toBeCloseTo(0.05, 12);
    for (const x of [0.01, 0.5, 2, 7, 30]) {
      expectWithin(chiSquareSurvival(x, 1), erfc(Math.sqrt(x / 2)));
      expectWithin(chiSquareSurvival(x, 2), Math.exp(-x / 2));
    }
  });

  it('say what they take', () => {
    expect(() => logGamma(0)).toThrow('x > 0');
    expect(() => upperGamma(-1, 1)).toThrow('a > 0');
    expect(() => regularisedBeta(0.5, 0, 1)).toThrow('a, b > 0');
    expect(upperGamma(1, Number.NaN)).toBeNaN();
    expect(regularisedBeta(1.5, 1, 1)).toBeNaN();
  });
});
