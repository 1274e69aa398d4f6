import { assert } from '../base/assert.ts';
import { type Random, whole } from '../base/random.ts';
import { sortedQuantile } from './quantiles.ts';

/** Resampling of rows 0..n−1. The indices fill `out`, as many as it is long; the stream is all the randomness there is. */

/** Every row drawn independently: for returns without memory. One draw per row. */
export function independentIndices(n: number, random: Random, out: Int32Array): Int32Array {
  assert(n > 0, 'there are no rows to draw from');
  for (let i = 0; i < out.length; i++) out[i] = whole(random, n);
  return out;
}

/**
 * The stationary bootstrap (Politis and Romano 1994): blocks of consecutive rows, wrapping from the last to the first,
 * whose lengths are geometric with mean 1/p. Keeps the memory of the returns. Draws: a row, then for each further one a
 * uniform and, where that is below p, a new row.
 */
export function stationaryIndices(n: number, p: number, random: Random, out: Int32Array): Int32Array {
  assert(n > 0, 'there are no rows to draw from');
  assert(p > 0 && p <= 1, () => `the chance of a new block lies in (0, 1], was ${p}`);
  for (let i = 0; i < out.length; i++) {
    out[i] = i === 0 || random() < p ? whole(random, n) : (out[i - 1] + 1) % n;
  }
  return out;
}

export interface BootstrapOptions {
  readonly random: Random;
  readonly resamples: number;
  /** The chance of a new block of the stationary bootstrap; 1 draws every row independently. */
  readonly newBlock: number;
}

/** The statistic of each resample, in the order drawn. The statistic sees a reused array: valid during its call. */
export function bootstrap(
  values: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
  { random, resamples, newBlock }: BootstrapOptions,
): Float64Array {
  const indices = new Int32Array(values.length);
  const sample = new Float64Array(values.length);
  const results = new Float64Array(resamples);
  for (let k = 0; k < resamples; k++) {
    if (newBlock === 1) independentIndices(values.length, random, indices);
    else stationaryIndices(values.length, newBlock, random, indices);
    for (let i = 0; i < sample.length; i++) sample[i] = values[indices[i]];
    results[k] = statistic(sample);
  }
  return results;
}

/** The percentile interval (Efron 1979) that holds the share `confidence` of the resamples: their (1 ± confidence)/2 quantiles. */
export function percentileInterval(results: ArrayLike<number>, confidence = 0.95): { low: number; high: number } {
  assert(confidence > 0 && confidence < 1, () => `a confidence lies between 0 and 1, was ${confidence}`);
  const sorted = Float64Array.from(results).sort();
  return { low: sortedQuantile(sorted, (1 - confidence) / 2), high: sortedQuantile(sorted, (1 + confidence) / 2) };
}
