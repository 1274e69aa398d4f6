import { assert } from '../base/assert.ts';
import { type BootstrapOptions, stationaryIndices } from './bootstrap.ts';
import { mean } from './moments.ts';

/**
 * Whether the best of many strategies beats a benchmark by more than the best of as many worthless ones would: White, "A
 * Reality Check for Data Snooping" (2000), and Hansen, "A Test for Superior Predictive Ability" (2005), over one set of
 * stationary bootstraps. Both return the chance of so good a best one when none is better than the benchmark.
 */
export interface RealityCheck {
  /** V = √n·max d̄ₖ */
  readonly statistic: number;
  /** White's. */
  readonly probability: number;
  /** T = max(0, max √n·d̄ₖ/ωₖ) */
  readonly studentised: number;
  /**
   * Hansen's: hopeless strategies do not blunt it, as they do White's. On 150 periods with blocks of ten it finds something in
   * noise about three times as often as it says; White's keeps its word there.
   */
  readonly superiorProbability: number;
}

/**
 * `series` are d: each strategy's returns less the benchmark's, over the same periods. One without spread takes part in White's
 * check only. Time: resamples·periods·strategies.
 */
export function realityCheck(
  series: readonly ArrayLike<number>[],
  { random, resamples, newBlock }: BootstrapOptions,
): RealityCheck {
  const strategies = series.length;
  const periods = strategies === 0 ? 0 : series[0].length;
  assert(strategies > 0 && periods >= 3, 'a reality check needs a strategy and three periods');
  const root = Math.sqrt(periods);
  const means = Float64Array.from(series, (each) => mean(each));
  const spreads = Float64Array.from(series, (each, k) => longRunDeviation(each, means[k], newBlock));
  const threshold = Math.sqrt((2 * Math.log(Math.log(periods))) / periods);
  const centres = means.map((centre, k) => (centre >= -spreads[k] * threshold ? centre : 0));
  const statistic = root * largest(means, (value) => value);
  const studentised = Math.max(
    0,
    largest(means, (value, k) => (spreads[k] > 0 ? (root * value) / spreads[k] : Number.NEGATIVE_INFINITY)),
  );
  const indices = new Int32Array(periods);
  const counts = new Float64Array(periods);
  let white = 0;
  let hansen = 0;
  for (let b = 0; b < resamples; b++) {
    stationaryIndices(periods, newBlock, random, indices);
    counts.fill(0);
    for (let i = 0; i < periods; i++) counts[indices[i]] += 1;
    let best = Number.NEGATIVE_INFINITY;
    let superior = 0;
    for (let k = 0; k < strategies; k++) {
      const resampled = weightedMean(series[k], counts);
      best = Math.max(best, resampled - means[k]);
      if (spreads[k] > 0) superior = Math.max(superior, (root * (resampled - centres[k])) / spreads[k]);
    }
    if (root * best >= statistic) white += 1;
    if (superior >= studentised) hansen += 1;
  }
  return {
    statistic,
    probability: white / resamples,
    studentised,
    superiorProbability: hansen / resamples,
  };
}

/**
 * ω: the deviation of √n·d̄ under the stationary bootstrap, √(γ₀ + 2Σ κᵢγᵢ) with κᵢ = (n−i)/n·(1−p)ⁱ + i/n·(1−p)ⁿ⁻ⁱ
 * (Politis and Romano 1994). Weights below 1e-4 are left out.
 */
export function longRunDeviation(values: ArrayLike<number>, centre: number, newBlock: number): number {
  const n = values.length;
  const stay = 1 - newBlock;
  let total = autocovariance(values, centre, 0);
  const scale = total;
  for (let lag = 1; lag < n; lag++) {
    const weight = ((n - lag) / n) * stay ** lag + (lag / n) * stay ** (n - lag);
    if (weight >= 1e-4) total += 2 * weight * autocovariance(values, centre, lag);
  }
  return total > 1e-12 * scale && scale > 1e-24 ? Math.sqrt(total) : 0;
}

function autocovariance(values: ArrayLike<number>, centre: number, lag: number): number {
  let sum = 0;
  for (let t = lag; t < values.length; t++) sum += (values[t] - centre) * (values[t - lag] - centre);
  return sum / values.length;
}

function weightedMean(values: ArrayLike<number>, counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] * values[i];
  return sum / counts.length;
}

function largest(values: Float64Array, of: (value: number, k: number) => number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < values.length; k++) most = Math.max(most, of(values[k], k));
  return most;
}
