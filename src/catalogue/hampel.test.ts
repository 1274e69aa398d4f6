import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hampelOutliers, priceOutliers } from './hampel.ts';

const REFERENCE = [100, 100.1, 99.9, 100.05, 107, 100, 100.1, 99.95, 100.2, 100.1, 92, 100.05, 100.1].map((price) =>
  Math.round(price * 100),
);

function median(given: readonly number[]): number {
  const sorted = given.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

function naive(values: readonly number[]): number[] {
  return values.flatMap((value, i) => {
    const window = values.slice(Math.max(0, i - 3), i + 4);
    const middle = median(window);
    const deviation = median(window.map((other) => Math.abs(other - middle))) || 1;
    return Math.abs(value - middle) > 3 * 1.4826 * deviation ? [i] : [];
  });
}

describe('outliers', () => {
  it('of the reference series are exactly its two spikes', () => {
    expect(hampelOutliers(REFERENCE)).toEqual([4, 10]);
    expect(priceOutliers(REFERENCE)).toEqual([4, 10]);
  });

  it('need more than a tick where the neighbours are equal', () => {
    expect(hampelOutliers([500, 500, 500, 504, 500, 500, 500])).toEqual([]);
    expect(hampelOutliers([500, 500, 500, 505, 500, 500, 500])).toEqual([3]);
  });

  it('agree with a naive twin', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (values) => {
        expect(hampelOutliers(values)).toEqual(naive(values));
      }),
    );
  });

  it('are few in a steady trend', () => {
    const trend = Array.from({ length: 500 }, (_, i) => 10_000 + 7 * i + ((i * 7919) % 13));
    expect(priceOutliers(trend)).toEqual([]);
    expect(priceOutliers(trend.with(250, 20_000))).toEqual([250]);
  });
});
