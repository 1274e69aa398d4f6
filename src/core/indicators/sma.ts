import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { WindowSum } from './window-sum.ts';

class Sma implements Indicator<number, number> {
  private readonly length: number;
  private readonly sum: WindowSum;

  constructor(length: number) {
    this.length = length;
    this.sum = new WindowSum(length);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const sum = this.sum.push(value);
    return this.sum.full ? sum / this.length : undefined;
  }
}

/** Simple moving average: the mean of the last `period` values. O(1) on average; it cannot drift. */
export function sma(length: number): Indicator<number, number> {
  return new Sma(period(length));
}

export const smaPage: IndicatorPage = {
  name: 'sma',
  title: 'Simple moving average',
  family: 'trend',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about: 'The mean of the last `period` values.',
  make: sma,
};
