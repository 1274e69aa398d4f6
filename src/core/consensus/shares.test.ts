import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyone } from './ballot.ts';
import { Shares } from './shares.ts';

function apportion(parts: number[], lots: number): number[] {
  const out = new Float64Array(parts.length);
  new Shares(parts.length).apportion(Float64Array.from(parts), lots, out, everyone(parts.length));
  return [...out];
}

describe('Shares', () => {
  it('gives the lots that rounding down left to the largest fractions, ties to the lower index', () => {
    expect(apportion([3.5, 3.25, 3.25], 10)).toEqual([4, 3, 3]);
    expect(apportion([10 / 3, 10 / 3, 10 / 3], 10)).toEqual([4, 3, 3]);
    expect(apportion([50.2, -49.8], 0)).toEqual([50, -50]);
    expect(apportion([-3.5, -3.25, -3.25], -10)).toEqual([-4, -3, -3]);
  });

  it('adds up to the decision, each within a lot of its part', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (parts, up) => {
          const sum = parts.reduce((total, part) => total + part, 0);
          const lots = up ? Math.ceil(sum) : Math.floor(sum);
          const shares = apportion(parts, lots);
          expect(shares.reduce((total, share) => total + share, 0)).toBe(lots + 0);
          for (const [i, share] of shares.entries()) {
            expect(Number.isInteger(share)).toBe(true);
            expect(Math.abs(share - parts[i])).toBeLessThanOrEqual(1 + 1e-6);
          }
        },
      ),
    );
  });

  it('leaves a rounding error of the sum to the largest share', () => {
    expect(apportion([2, 5], 8)).toEqual([2, 6]);
    expect(apportion([2, 5], 6)).toEqual([2, 4]);
  });

  it('shares a cut among those that moved that way', () => {
    const shares = Float64Array.of(100, 50, -40);
    new Shares(3).cut(shares, Float64Array.of(0, 0, 0), 110, 50, everyone(3));
    expect([...shares]).toEqual([60, 30, -40]);
  });

  it('cuts to the lot, and moves nobody back beyond what it holds', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -40, max: 40 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (pairs, fraction) => {
        const before = pairs.map(([share]) => share);
        const held = pairs.map(([, lots]) => lots);
        const lots = before.reduce((sum, share) => sum + share, 0);
        const present = held.reduce((sum, share) => sum + share, 0);
        const allowed = Math.round(lots + fraction * (present - lots));
        const shares = Float64Array.from(before);
        new Shares(shares.length).cut(shares, Float64Array.from(held), lots, allowed, everyone(shares.length));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(allowed + 0);
        for (const [i, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(Math.min(before[i], held[i]));
          expect(share).toBeLessThanOrEqual(Math.max(before[i], held[i]));
        }
      }),
    );
  });
});
