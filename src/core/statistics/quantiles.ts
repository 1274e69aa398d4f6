import { assert } from '../base/assert.ts';

/**
 * The p-quantile of the values, p in [0, 1], type 7 of Hyndman and Fan (1996): with h = (n − 1)p, the order statistics at
 * ⌊h⌋ and ⌊h⌋ + 1 interpolated linearly. The input stays as it is. NaN for no values or where one of them is NaN.
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  assert(p >= 0 && p <= 1, () => `a quantile wants p in [0, 1], was ${p}`);
  if (values.length === 0 || hasNaN(values)) return Number.NaN;
  const scratch = Float64Array.from(values);
  const position = (scratch.length - 1) * p;
  const below = Math.floor(position);
  const low = select(scratch, below);
  const share = position - below;
  if (share === 0) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < scratch.length; i++) if (scratch[i] < high) high = scratch[i];
  return low + share * (high - low);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** The same of values already in ascending order, none NaN: for many quantiles of one sample. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  assert(p >= 0 && p <= 1, () => `a quantile wants p in [0, 1], was ${p}`);
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * p;
  const below = Math.floor(position);
  const share = position - below;
  return share === 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
}

/**
 * Quickselect (Hoare 1961) with the median of three as pivot: reorders `scratch` so that place `rank` holds what it would
 * hold if sorted, nothing larger stands before it and nothing smaller after. Returns that value. No NaN, rank in range.
 */
export function select(scratch: Float64Array, rank: number): number {
  let left = 0;
  let right = scratch.length - 1;
  while (left < right) {
    const pivot = medianOfThree(scratch[left], scratch[(left + right) >>> 1], scratch[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (scratch[i] < pivot) i += 1;
      while (scratch[j] > pivot) j -= 1;
      if (i <= j) {
        const kept = scratch[i];
        scratch[i] = scratch[j];
        scratch[j] = kept;
        i += 1;
        j -= 1;
      }
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return scratch[rank];
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function hasNaN(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}
