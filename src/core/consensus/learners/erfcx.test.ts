import { describe, expect, it } from 'vitest';
import { erf, erfcx } from './erfcx.ts';

describe('erfcx', () => {
  // Forty-digit arithmetic.
  it.each([
    [0, 1],
    [0.5, 0.6156903441929259],
    [3, 0.17900115118139],
    [20.5, 0.02748881515193487],
    [500, 0.0011283769103507188],
  ])('of %f is %f', (x, expected) => {
    expect(Math.abs(erfcx(x) / expected - 1)).toBeLessThan(1e-15);
  });

  it('makes an erf that is odd and saturates', () => {
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 15);
    expect(erf(-0.5)).toBe(-erf(0.5));
    expect(erf(7)).toBe(1);
  });
});
