import { describe, expect, it } from 'vitest';
import { survivors } from './rungs.ts';

const NONE = Number.NEGATIVE_INFINITY;

describe('the points that go on to the next rung', () => {
  it('are the best, ties by number, in the order of numbers', () => {
    expect(survivors(undefined, Float64Array.of(1, 3, 2, 3, 3), 3)).toEqual([1, 3, 4]);
    expect(survivors([7, 8, 9], Float64Array.of(1, 3, 2), 2)).toEqual([8, 9]);
  });

  it('are never those that failed, and those without a score only where there is room', () => {
    const scores = Float64Array.of(Number.NaN, NONE, 1, Number.NaN, -2, NONE);
    expect(survivors(undefined, scores, 2)).toEqual([2, 4]);
    expect(survivors(undefined, scores, 3)).toEqual([1, 2, 4]);
    expect(survivors(undefined, scores, 6)).toEqual([1, 2, 4, 5]);
  });
});
