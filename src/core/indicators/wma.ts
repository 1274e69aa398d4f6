import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { Window } from './window.ts';

class Wma implements Indicator<number, number> {
  private readonly length: number;
  private readonly weights: number;
  private readonly window: Window;
  private sum = 0;
  /** The newest value times `length`, the one before times `length - 1`, and so on. */
  private weighted = 0;

  constructor(length: number) {
    this.length = length;
    this.weights = (length * (length + 1)) / 2;
    this.window = new Window(length);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const { window, length } = this;
    const displaced = window.push(value);
    if (window.next === 0) {
      this.rebuild();
    } else {
      this.weighted += length * value - this.sum;
      this.sum += value - displaced;
    }
    return window.full ? this.weighted / this.weights : undefined;
  }

  /** Once a turn, when the ring lies in the order of time, both sums are taken afresh: errors do not pile up. */
  private rebuild(): void {
    const { values } = this.window;
    let sum = 0;
    let weighted = 0;
    for (let i = 0; i < values.length; i++) {
      sum += values[i];
      weighted += (i + 1) * values[i];
    }
    this.sum = sum;
    this.weighted = weighted;
  }
}

/** Weighted moving average: weights fall from `period` for the newest value to 1. O(1), re-summed once a turn. */
export function wma(length: number): Indicator<number, number> {
  return new Wma(period(length));
}

export const wmaPage: IndicatorPage = {
  name: 'wma',
  title: 'Weighted moving average',
  family: 'trend',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about: 'The mean of the last `period` values with weights period, period - 1, ..., 1 from the newest back.',
  make: wma,
};
