import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowExtreme } from './window-extreme.ts';
import { WindowRange } from './window-range.ts';
import { WindowSum } from './window-sum.ts';
import { Window } from './window.ts';

const lengths = fc.integer({ min: 1, max: 12 });
/** Few different values, so that equal extremes are common. */
const values = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 60 });

/** For each value the window that ends with it. */
function windows(all: readonly number[], length: number): number[][] {
  return all.map((_, i) => all.slice(Math.max(0, i - length + 1), i + 1));
}

describe('windows against their naive twins', () => {
  it('a window gives back what it displaces, and any value by its age', () => {
    fc.assert(
      fc.property(lengths, values, (length, all) => {
        const window = new Window(length);
        windows(all, length).forEach((twin, i) => {
          expect(window.push(all[i])).toBe(i < length ? 0 : all[i - length]);
          expect(twin.map((_, age) => window.at(age))).toEqual(twin.toReversed());
          expect(window.full).toBe(twin.length === length);
          if (window.full) expect(window.oldest()).toBe(twin[0]);
        });
      }),
    );
  });

  it('a sum is the sum', () => {
    fc.assert(
      fc.property(lengths, values, (length, all) => {
        const sum = new WindowSum(length);
        windows(all, length).forEach((twin, i) => {
          expect(sum.push(all[i])).toBe(twin.reduce((total, value) => total + value, 0));
          expect(sum.full).toBe(twin.length === length);
        });
      }),
    );
  });

  it('an extreme is the newest of the highest or lowest values', () => {
    fc.assert(
      fc.property(lengths, values, fc.constantFrom(1 as const, -1 as const), (length, all, sign) => {
        const extreme = new WindowExtreme(length, sign);
        windows(all, length).forEach((twin, i) => {
          const best = sign === 1 ? Math.max(...twin) : Math.min(...twin);
          expect(extreme.push(all[i]) + 0).toBe(best);
          expect(extreme.age).toBe(twin.length - 1 - twin.lastIndexOf(best));
          expect(extreme.full).toBe(twin.length === length);
        });
      }),
    );
  });

  it('a range is the highest high and the lowest low', () => {
    fc.assert(
      fc.property(lengths, values, (length, highs) => {
        const range = new WindowRange(length);
        const lows = highs.map((high, i) => high - (i % 3));
        const twins = windows(lows, length);
        windows(highs, length).forEach((twin, i) => {
          range.push(highs[i], lows[i]);
          expect([range.highest, range.lowest]).toEqual([Math.max(...twin), Math.min(...twins[i])]);
          expect(range.full).toBe(twin.length === length);
        });
      }),
    );
  });
});

describe('a sum that never subtracts', () => {
  it('keeps nothing of a value that has left', () => {
    const sum = new WindowSum(3);
    expect([1e300, 0.1, 0.2, 0.3, 0, 0, 0].map((value) => sum.push(value)).slice(3)).toEqual([
      0.1 + 0.2 + 0.3,
      0.2 + 0.3,
      0.3,
      0,
    ]);
  });
});
