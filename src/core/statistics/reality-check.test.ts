import { describe, expect, it } from 'vitest';
import { S } from '../../../test/fixtures/series.ts';
import { mulberry32 } from '../base/random.ts';
import { bootstrap } from './bootstrap.ts';
import { mean, standardDeviation } from './moments.ts';
import { longRunDeviation, realityCheck } from './reality-check.ts';

const options = (seed: number, resamples = 500) => ({ random: mulberry32(seed), resamples, newBlock: 0.1 });
const noise = (set: number, strategies: number, periods: number, shift = 0) =>
  Array.from({ length: strategies }, (_, k) => S(1000 * set + k + 1, periods).map((value) => value + shift));

describe('the reality check', () => {
  it('of one strategy is the bootstrap of its mean', () => {
    const [values] = noise(5, 1, 80);
    const centre = mean(values);
    const draws = bootstrap(values, (sample) => mean(sample), options(3));
    const check = realityCheck([values], options(3));
    expect(check.statistic).toBeCloseTo(Math.sqrt(80) * centre, 12);
    expect(check.probability).toBe(draws.filter((draw) => draw - centre >= centre).length / 500);
  });

  it('takes the maximum over the strategies in each resample', () => {
    const series = noise(6, 4, 60);
    const means = series.map((values) => mean(values));
    const draws = series.map((values) => bootstrap(values, (sample) => mean(sample), options(4)));
    const best = Math.max(...means);
    const beaten = Array.from({ length: 500 }, (_, b) => Math.max(...draws.map((each, k) => each[b] - means[k])));
    expect(realityCheck(series, options(4)).probability).toBe(beaten.filter((value) => value >= best).length / 500);
  });

  // quant.md 1.7: over 40 data sets of noise a mean of .441, and 7.5 % at or below .05.
  it('has p-values without a pattern on noise', () => {
    const checks = Array.from({ length: 120 }, (_, set) => realityCheck(noise(800 + set, 10, 150), options(set, 200)));
    for (const [key, rejected] of [
      ['probability', 12],
      ['superiorProbability', 24],
    ] as const) {
      const values = checks.map((check) => check[key]);
      expect(mean(values)).toBeGreaterThan(0.38);
      expect(mean(values)).toBeLessThan(0.6);
      expect(values.filter((value) => value <= 0.05).length).toBeLessThanOrEqual(rejected);
    }
  });

  it('finds the one that is good among many that are not', () => {
    const series = noise(1, 20, 250);
    series[11] = series[11].map((value) => value + 0.003);
    const check = realityCheck(series, options(1));
    expect(check.probability).toBeLessThan(0.02);
    expect(check.superiorProbability).toBeLessThan(0.02);
  });

  it('is not blunted by hopeless strategies in the form of Hansen', () => {
    const good = noise(2, 1, 250, 0.0012);
    const hopeless = noise(3, 60, 250, -0.004).map((values) => values.map((value) => 6 * value));
    const alone = realityCheck(good, options(2));
    const among = realityCheck([...good, ...hopeless], options(2));
    expect(among.superiorProbability).toBe(alone.superiorProbability);
    expect(among.probability).toBeGreaterThan(alone.probability + 0.2);
  });

  it('says that nothing is found where nothing gains', () => {
    const losing = noise(4, 5, 100, -0.01);
    expect(realityCheck(losing, options(1))).toMatchObject({ studentised: 0, superiorProbability: 1 });
    expect(realityCheck([new Float64Array(50)], options(1))).toEqual({
      statistic: 0,
      probability: 1,
      studentised: 0,
      superiorProbability: 1,
    });
  });
});

describe('the long-run deviation', () => {
  it('is the deviation of bootstrapped means', () => {
    let level = 0;
    const values = S(9, 300).map((value) => (level = 0.4 * level + value));
    const centre = mean(values);
    const draws = bootstrap(values, (sample) => Math.sqrt(300) * mean(sample), options(7, 4_000));
    expect(longRunDeviation(values, centre, 0.1) / standardDeviation(draws)).toBeCloseTo(1, 1);
  });

  it('is the plain deviation where rows are drawn one by one', () => {
    const values = S(9, 300);
    expect(longRunDeviation(values, mean(values), 1)).toBeCloseTo(standardDeviation(values, 0), 12);
  });
});
