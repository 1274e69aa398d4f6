import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logReturn } from './log-return.ts';

describe('logReturn', () => {
  it('is the logarithm of the ratio', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (from, ratio) => {
          const to = from * ratio;
          expect(Math.abs(logReturn(from, to) - Math.log(to / from))).toBeLessThanOrEqual(1e-15);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('keeps its digits where prices hardly differ', () => {
    // ln(1 + e) = e - e^2 / 2 + e^3 / 3, with e = 2^-k exact
    for (const e of [2 ** -20, 2 ** -30, 2 ** -40, -(2 ** -25)]) {
      const exact = e - (e * e) / 2 + (e * e * e) / 3;
      expect(Math.abs(logReturn(1, 1 + e) / exact - 1)).toBeLessThan(4e-16);
    }
  });

  it('goes over to the logarithm without a step', () => {
    for (const to of [110.52, 110.53, 90.47, 90.48]) {
      expect(logReturn(100, to)).toBeCloseTo(Math.log(to / 100), 15);
    }
    expect(logReturn(100, 100)).toBe(0);
    expect(logReturn(1, Math.E ** 3)).toBeCloseTo(3, 14);
  });

  it('has no value where a price is none', () => {
    expect(logReturn(100, Number.NaN)).toBeNaN();
    expect(logReturn(0, 0)).toBeNaN();
    expect(logReturn(100, 0)).toBe(-Infinity);
    expect(logReturn(100, Infinity)).toBe(Infinity);
  });
});
