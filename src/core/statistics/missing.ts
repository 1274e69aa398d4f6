import { assert } from '../base/assert.ts';

/** The values that are numbers. A missing return (NaN) is no observation: it is dropped, and not counted in n. */
export function present(values: ArrayLike<number>): ArrayLike<number> {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) count += 1;
  if (count === values.length) return values;
  const kept = new Float64Array(count);
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) kept[next++] = values[i];
  }
  return kept;
}

/** The rows of two aligned series in which both are numbers. */
export function presentPairs(x: ArrayLike<number>, y: ArrayLike<number>): { x: Float64Array; y: Float64Array } {
  assert(x.length === y.length, () => `aligned series have one length, were ${x.length} and ${y.length}`);
  const left = new Float64Array(x.length);
  const right = new Float64Array(x.length);
  let next = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue;
    left[next] = x[i];
    right[next] = y[i];
    next += 1;
  }
  return { x: left.subarray(0, next), y: right.subarray(0, next) };
}
