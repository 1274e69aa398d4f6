import { type Gauge, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { trueRange } from './true-range.ts';

class Atr implements Gauge<IndicatorBar> {
  private readonly length: number;
  private ranges = -1;
  private previousClose = Number.NaN;
  /** The sum of the true ranges while seeding, their smoothed mean after. */
  private value = Number.NaN;

  constructor(length: number) {
    this.length = length;
  }

  update(bar: IndicatorBar): number | undefined {
    const { high, low, close } = bar;
    if (!Number.isFinite(high + low + close)) return undefined;
    const range = trueRange(high, low, this.previousClose);
    this.previousClose = close;
    if (this.ranges < this.length) return this.seed(range);
    return (this.value = (this.value * (this.length - 1) + range) / this.length);
  }

  get last(): number {
    return this.ranges < this.length ? Number.NaN : this.value;
  }

  private seed(range: number): number | undefined {
    const { length } = this;
    this.ranges += 1;
    if (this.ranges === 0) {
      this.value = 0;
      return undefined;
    }
    this.value += range;
    if (this.ranges < length) return undefined;
    this.value /= length;
    return this.value;
  }
}

/** Average true range, in units of price. */
export function atr(length: number): Gauge<IndicatorBar> {
  return new Atr(period(length));
}

export const atrPage: IndicatorPage = {
  name: 'atr',
  title: 'Average true range',
  family: 'volatility',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 14, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    'Mean true range, smoothed as Wilder (1978) does: (previous * (period - 1) + true range) / period. The first bar only ' +
    'gives its close; the seed is the plain mean of the next `period` true ranges, as in TA-Lib. In units of price.',
  make: atr,
};
