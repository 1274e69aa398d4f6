import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S } from '../../../test/fixtures/series.ts';
import { mulberry32 } from '../base/random.ts';
import { bootstrap, independentIndices, percentileInterval, stationaryIndices } from './bootstrap.ts';
import { mean, standardDeviation } from './moments.ts';

/** The standard error of the resampled mean in closed form (Politis and Romano 1994, lemma 1). */
function theoreticalError(values: Float64Array, p: number): number {
  const n = values.length;
  const centred = values.map((value) => value - mean(values));
  let variance = 0;
  for (let k = 0; k < n; k++) {
    // Blocks wrap around, and so do the pairs of rows that are k apart.
    let circular = 0;
    for (let i = 0; i < n; i++) circular += (centred[i] * centred[(i + k) % n]) / n;
    variance += k === 0 ? circular : 2 * (1 - k / n) * (1 - p) ** k * circular;
  }
  return Math.sqrt(variance / n);
}

describe('the bootstrap', () => {
  it('draws from the stream as documented', () => {
    // mulberry32(42): .6011, .4483, .8525, .6697, .1748
    expect([...independentIndices(10, mulberry32(42), new Int32Array(5))]).toEqual([6, 4, 8, 6, 1]);
    expect([...stationaryIndices(10, 0.5, mulberry32(42), new Int32Array(3))]).toEqual([6, 8, 9]);
  });

  it('a stationary resample is made of blocks that wrap around, 1/p long on average', () => {
    const indices = stationaryIndices(50, 0.1, mulberry32(7), new Int32Array(20_000));
    let breaks = 0;
    for (let i = 1; i < indices.length; i++) if (indices[i] !== (indices[i - 1] + 1) % 50) breaks += 1;
    expect(indices.length / breaks).toBeGreaterThan(9);
    expect(indices.length / breaks).toBeLessThan(11.5);
    expect(indices).toContain(0);
    expect(indices).toContain(49);
  });

  it('takes only rows that there are, the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (seed, n, p) => {
          const once = stationaryIndices(n, p, mulberry32(seed), new Int32Array(n));
          expect(once.every((row) => row >= 0 && row < n)).toBe(true);
          expect(stationaryIndices(n, p, mulberry32(seed), new Int32Array(n))).toEqual(once);
        },
      ),
    );
  });

  it.each([1, 0.1, 0.03])(
    'the spread of a mean is what theory says when new blocks come with chance %d',
    (newBlock) => {
      const returns = S(42, 250);
      const results = bootstrap(returns, mean, { random: mulberry32(1), resamples: 4_000, newBlock });
      expect(standardDeviation(results) / theoreticalError(returns, newBlock)).toBeGreaterThan(0.95);
      expect(standardDeviation(results) / theoreticalError(returns, newBlock)).toBeLessThan(1.05);
      const { low, high } = percentileInterval(results);
      expect(low).toBeLessThan(mean(returns));
      expect(high).toBeGreaterThan(mean(returns));
    },
  );

  it('the percentile interval cuts off half of the rest on each side', () => {
    const { low, high } = percentileInterval(
      Float64Array.from({ length: 101 }, (_, i) => 100 - i),
      0.9,
    );
    expect(low).toBeCloseTo(5, 12);
    expect(high).toBeCloseTo(95, 12);
  });

  it('says what it takes', () => {
    expect(() => independentIndices(0, mulberry32(1), new Int32Array(1))).toThrow('no rows');
    expect(() => stationaryIndices(0, 0.5, mulberry32(1), new Int32Array(1))).toThrow('no rows');
    expect(() => stationaryIndices(5, 0, mulberry32(1), new Int32Array(1))).toThrow('new block');
    expect(() => percentileInterval([1], 1)).toThrow('confidence');
  });
});
