import { describe, expect, it } from 'vitest';
import { squareRootImpact } from './impact.ts';

describe('square-root impact', () => {
  it('of 1 % of the volume at a volatility of 2 % is 20 basis points', () => {
    expect(squareRootImpact(0.02, 1_000, 100_000)).toBeCloseTo(0.002, 15);
    expect(squareRootImpact(0.02, -1_000, 100_000)).toBeCloseTo(0.002, 15);
    expect(squareRootImpact(0.02, 4_000, 100_000, 0.5)).toBeCloseTo(0.002, 15);
  });

  it('knows no volume and an unknown one', () => {
    expect(squareRootImpact(0.02, 0, 0)).toBe(0);
    expect(squareRootImpact(0.02, 1, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(squareRootImpact(0.02, 1, Number.NaN)).toBeNaN();
  });
});
