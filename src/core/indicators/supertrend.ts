import { atr } from './atr.ts';
import { factor, type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';

export interface SupertrendView {
  /** The band that is in force: the lower one in an uptrend, the upper one in a downtrend. */
  readonly value: number;
  /** 1 in an uptrend, -1 in a downtrend. */
  readonly direction: number;
}

class Supertrend implements Indicator<IndicatorBar, SupertrendView> {
  private readonly multiplier: number;
  private readonly range: Indicator<IndicatorBar, number>;
  private readonly view = { value: Number.NaN, direction: -1 };
  private upper = Number.POSITIVE_INFINITY;
  private lower = Number.NEGATIVE_INFINITY;
  private previousClose = Number.NaN;

  constructor(length: number, multiplier: number) {
    this.range = atr(length);
    this.multiplier = multiplier;
  }

  update(bar: IndicatorBar): SupertrendView | undefined {
    const { high, low, close } = bar;
    if (!Number.isFinite(high - low + close)) return undefined;
    const range = this.range.update(bar);
    if (range === undefined) return undefined;
    const middle = (high + low) / 2;
    const upper = middle + this.multiplier * range;
    const lower = middle - this.multiplier * range;
    if (upper < this.upper || this.previousClose > this.upper) this.upper = upper;
    if (lower > this.lower || this.previousClose < this.lower) this.lower = lower;
    this.previousClose = close;
    const { view } = this;
    const up = view.direction > 0 ? close >= this.lower : close > this.upper;
    view.direction = up ? 1 : -1;
    view.value = up ? this.lower : this.upper;
    return view;
  }
}

/** Supertrend: bands of `multiplier` average true ranges round the middle of the bar that only move with the trend. O(1). */
export function supertrend(length = 10, multiplier = 3): Indicator<IndicatorBar, SupertrendView> {
  return new Supertrend(period(length), factor(multiplier, 'multiplier'));
}

export const supertrendPage: IndicatorPage = {
  name: 'supertrend',
  title: 'Supertrend',
  family: 'trend',
  input: 'bar',
  outputs: ['value', 'direction'],
  parameters: [
    { name: 'period', default: 10, min: 1 },
    { name: 'multiplier', default: 3, min: 0, fractional: true },
  ],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    '(high + low) / 2 +- multiplier x ATR. The upper band only falls and the lower only rises, until a close crossed it; a close ' +
    'beyond the band in force turns the direction. It starts in a downtrend unless the first close lies above the upper band.',
  make: supertrend,
};
