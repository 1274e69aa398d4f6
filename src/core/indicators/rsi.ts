import { type Indicator, type IndicatorPage, period } from './indicator.ts';

class Rsi implements Indicator<number, number> {
  private readonly length: number;
  private changes = -1;
  private previous = Number.NaN;
  /** While seeding the sums so far, then the smoothed means. */
  private gain = Number.NaN;
  private loss = Number.NaN;

  constructor(length: number) {
    this.length = length;
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const change = value - this.previous;
    this.previous = value;
    const { length } = this;
    if (this.changes === length) {
      this.gain = (this.gain * (length - 1) + (change > 0 ? change : 0)) / length;
      this.loss = (this.loss * (length - 1) + (change < 0 ? -change : 0)) / length;
      return this.ratio();
    }
    this.changes += 1;
    if (this.changes === 0) {
      this.gain = 0;
      this.loss = 0;
      return undefined;
    }
    if (change > 0) this.gain += change;
    else this.loss -= change;
    if (this.changes < length) return undefined;
    this.gain /= length;
    this.loss /= length;
    return this.ratio();
  }

  private ratio(): number {
    const total = this.gain + this.loss;
    return total > 0 ? 100 * (this.gain / total) : 0;
  }
}

/** Wilder's relative strength index, 0 to 100. O(1). */
export function rsi(length = 14): Indicator<number, number> {
  return new Rsi(period(length));
}

export const rsiPage: IndicatorPage = {
  name: 'rsi',
  title: 'Relative strength index',
  family: 'momentum',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 14, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    '100 x mean gain / (mean gain + mean loss), both smoothed as (mean x (period - 1) + new) / period and seeded with the plain ' +
    'means of the first `period` changes, as in TA-Lib; 0 where there was neither. Source: Wilder (1978).',
  make: rsi,
};
