import { expect } from 'vitest';
import type { Indicator } from './indicator.ts';

/** One output of an indicator over a series: `undefined` while it was warming up. */
export type Series = (number | undefined)[];

export function seriesOf<Input>(indicator: Indicator<Input, number>, inputs: readonly Input[]): Series {
  return inputs.map((input) => indicator.update(input));
}

/** One output of a view. */
export function outputOf<Input, View>(
  indicator: Indicator<Input, View>,
  inputs: readonly Input[],
  name: keyof View,
): Series {
  return inputs.map((input) => indicator.update(input)?.[name] as number | undefined);
}

/**
 * Compares two series of equal length point by point; they must be missing the same values. `relative` is the tolerance, of
 * values below 1 absolute.
 */
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
