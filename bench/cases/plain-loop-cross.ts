import { walkBars } from '../bars.ts';
import type { BenchCase } from '../harness.ts';

const BARS = 10_000_000;
const DISTINCT = 65_536;

/**
 * The measure of this machine: an EMA cross with a position, its cash and a fee over typed arrays, and nothing of ours. As
 * many bars as the full path, walked in chunks that stay in the cache, as it does.
 */
function cross(close: Float64Array): number {
  let fast = close[0];
  let slow = close[0];
  let position = 0;
  let cash = 100_000;
  let last = close[0];
  for (let left = BARS; left > 0; left -= DISTINCT) {
    const rows = Math.min(left, DISTINCT);
    for (let i = 0; i < rows; i++) {
      last = close[i];
      fast += (last - fast) * (2 / 21);
      slow += (last - slow) * (2 / 101);
      const target = fast > slow ? 10 : 0;
      if (target !== position) {
        cash -= (target - position) * last + Math.abs(target - position) * last * 0.0005;
        position = target;
      }
    }
  }
  return cash + position * last;
}

export const cases: readonly BenchCase<Float64Array>[] = [
  {
    name: 'plain-loop-cross',
    events: BARS,
    warmUps: 1,
    prepare: () => walkBars(DISTINCT).close,
    run: cross,
  },
];
