import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S } from '../../../test/fixtures/series.ts';
import { mean, standardDeviation } from './moments.ts';
import { overfittingProbability } from './pbo.ts';

/** The definition, slowly: every half of the blocks, glued together, and each strategy's ratio on it. */
function naive(series: readonly Float64Array[], blocks: number): { probability: number; splits: number } {
  const periods = series[0].length;
  const edge = (b: number) => Math.floor((b * periods) / blocks);
  const over = (values: Float64Array, wanted: (block: number) => boolean) =>
    Array.from({ length: blocks }, (_, b) => b)
      .filter(wanted)
      .flatMap((b) => [...values.slice(edge(b), edge(b + 1))]);
  const ratio = (values: number[]) =>
    standardDeviation(values, 0) > 0 ? mean(values) / standardDeviation(values, 0) : 0;
  let splits = 0;
  let overfitted = 0;
  for (let mask = 0; mask < 2 ** blocks; mask++) {
    const has = (b: number) => ((mask >> b) & 1) === 1;
    if (Array.from({ length: blocks }, (_, b) => b).filter(has).length !== blocks / 2) continue;
    const inside = series.map((values) => ratio(over(values, has)));
    const outside = series.map((values) => ratio(over(values, (b) => !has(b))));
    const best = inside.indexOf(Math.max(...inside));
    const rank = outside.filter((value) => value < outside[best]).length + 1;
    const omega = rank / (series.length + 1);
    splits += 1;
    if (Math.log(omega / (1 - omega)) <= 1e-12) overfitted += 1;
  }
  return { probability: overfitted / splits, splits };
}

const noise = (set: number, strategies: number, periods: number) =>
  Array.from({ length: strategies }, (_, k) => S(1000 * set + k + 1, periods));

describe('the probability of backtest overfitting', () => {
  it('is what the definition says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 2, max: 9 }),
        fc.constantFrom(2, 4, 6),
        fc.integer({ min: 12, max: 50 }),
        (seed, strategies, blocks, periods) => {
          const series = noise(seed, strategies, periods);
          expect(overfittingProbability(series, blocks)).toMatchObject(naive(series, blocks));
        },
      ),
      { numRuns: 60 },
    );
  });

  // quant.md 1.7: 20 strategies of 240 periods, S = 8, twelve data sets: a mean of .519 and values from .129 to .743.
  it('is about a half on noise, and says little of a single data set', () => {
    const values = Array.from({ length: 12 }, (_, set) => overfittingProbability(noise(set, 20, 240), 8));
    expect(values[0].splits).toBe(70);
    const probabilities = values.map(({ probability }) => probability);
    expect(mean(probabilities)).toBeGreaterThan(0.35);
    expect(mean(probabilities)).toBeLessThan(0.65);
    expect(Math.max(...probabilities) - Math.min(...probabilities)).toBeGreaterThan(0.3);
  });

  it('is about nought where one strategy earns 40 basis points a day', () => {
    const values = Array.from({ length: 12 }, (_, set) => {
      const series = noise(set, 20, 240);
      series[7] = series[7].map((value) => value + 0.004);
      return overfittingProbability(series, 8).probability;
    });
    expect(Math.max(...values)).toBeLessThanOrEqual(0.08);
    expect(values.filter((value) => value === 0).length).toBeGreaterThanOrEqual(8);
  });

  it('is one where what wins in one half loses in the other', () => {
    const [a, b] = [S(1, 40), S(2, 40)].map((values, k) =>
      values.map((value, t) => value + (t < 20 === (k === 0) ? 0.1 : -0.1)),
    );
    expect(overfittingProbability([a, b], 2)).toEqual({ probability: 1, splits: 2, meanRank: 1 / 3 });
  });

  it('shares the rank among strategies that are equal, and a ratio without spread is none', () => {
    const still = new Float64Array(40);
    expect(overfittingProbability([still, still, still], 4)).toEqual({ probability: 1, splits: 6, meanRank: 0.5 });
    expect(() => overfittingProbability([still], 4)).toThrow('nothing to choose');
    expect(() => overfittingProbability([still, still], 3)).toThrow('pairs');
    expect(() => overfittingProbability([still, still], 40)).toThrow('too few');
  });
});
