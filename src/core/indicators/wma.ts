import { type Indicator, type IndicatorPage, period } from './indicator.ts';

/** Block by block as `WindowSum`: no value is ever subtracted after it has left the window. */
class Wma implements Indicator<number, number> {
  private readonly length: number;
  private readonly weights: number;
  private full = false;
  /** Before `next` the values of the block that is filling, from there on the weighted sums to the end of the one before. */
  private readonly block: Float64Array;
  private sum = Number.NaN;
  private weighted = Number.NaN;
  private next = 0;

  constructor(length: number) {
    this.length = length;
    this.weights = (length * (length + 1)) / 2;
    this.block = new Float64Array(length + 1);
    this.sum = 0;
    this.weighted = 0;
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const { block, next, length } = this;
    this.weighted += length * value - this.sum;
    this.sum += value;
    const weighted = this.weighted + block[next + 1];
    block[next] = value;
    this.next = next + 1;
    if (this.next === length) this.turn();
    return this.full ? weighted / this.weights : undefined;
  }

  private turn(): void {
    const { block } = this;
    let sum = 0;
    let weighted = 0;
    for (let i = this.length - 1; i >= 0; i--) {
      sum += block[i];
      weighted += sum;
      block[i] = weighted;
    }
    this.sum = 0;
    this.weighted = 0;
    this.next = 0;
    this.full = true;
  }
}

/** Weighted moving average: weights fall from `period` for the newest value to 1. O(1) on average. */
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
