import { expect } from 'vitest';
import * as talib from 'talib-web';

/**
 * TA-Lib, compiled to WebAssembly, as the oracle of the classical indicators. It fetches its own binary by a path, which
 * `fetch` of Node refuses; without a `fetch` in sight it reads the file.
 */
export async function loadTalib(): Promise<typeof talib> {
  const fetch = globalThis.fetch;
  try {
    Reflect.deleteProperty(globalThis, 'fetch');
    await talib.init();
  } finally {
    globalThis.fetch = fetch;
  }
  return talib;
}

/** One output of an indicator over a series: `undefined` while it was warming up. */
export type Series = (number | undefined)[];

/**
 * Compares a series point by point with what TA-Lib said, whose results start at its first value and are padded at the end
 * with whatever its memory held. The number of values that are missing in ours is the shift, so that a warm-up other than
 * TA-Lib's shows as values that differ. `relative` is the tolerance, of values below 1 absolute.
 */
export function expectTalib(ours: Series, theirs: readonly number[], relative = 1e-9): void {
  const shift = ours.findIndex((value) => value !== undefined);
  expect(shift, 'an indicator that never gave a value').toBeGreaterThanOrEqual(0);
  expect(theirs.length, 'TA-Lib and we saw the same series').toBe(ours.length);
  for (let i = shift; i < ours.length; i++) expectClose(ours[i], theirs[i - shift], relative, i);
}

/** Compares two series of equal length that are missing the same values. */
export function expectSeries(ours: Series, theirs: Series, relative = 1e-9): void {
  expect(ours.length).toBe(theirs.length);
  for (let i = 0; i < ours.length; i++) expectClose(ours[i], theirs[i], relative, i);
}

function expectClose(ours: number | undefined, theirs: number | undefined, relative: number, index: number): void {
  if (ours === undefined || theirs === undefined) {
    expect(ours, `at ${index}`).toBe(theirs);
    return;
  }
  const error = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
  if (!(error <= relative)) expect.fail(`at ${index}: expected ${theirs}, was ${ours} (off by ${error})`);
}
