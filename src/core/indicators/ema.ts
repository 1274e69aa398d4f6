import { type Gauge, type IndicatorPage, period } from './indicator.ts';

class Ema implements Gauge<number> {
  private readonly length: number;
  private readonly weight: number;
  private count = 0;
  /** While seeding the sum so far, then the average. */
  private average = 0;

  constructor(length: number) {
    this.length = length;
    this.weight = 2 / (length + 1);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    if (this.count < this.length) return this.seed(value);
    return (this.average += (value - this.average) * this.weight);
  }

  get last(): number {
    return this.count < this.length ? Number.NaN : this.average;
  }

  private seed(value: number): number | undefined {
    this.average += value;
    this.count += 1;
    if (this.count < this.length) return undefined;
    this.average /= this.length;
    return this.average;
  }
}

/** Exponential moving average with weight 2 / (period + 1), seeded with the mean of the first `period` values. O(1). */
export function ema(length: number): Gauge<number> {
  return new Ema(period(length));
}

export const emaPage: IndicatorPage = {
  name: 'ema',
  title: 'Exponential moving average',
  family: 'trend',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'average += (value - average) * 2 / (period + 1). Seeded, as in TA-Lib, with the mean of the first `period` values.',
  make: ema,
};
