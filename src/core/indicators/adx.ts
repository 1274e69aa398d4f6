import { type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { trueRange } from './true-range.ts';

export interface AdxView {
  /** Strength of the trend whatever its direction, 0 to 100. */
  readonly adx: number;
  readonly plusDi: number;
  readonly minusDi: number;
}

class Adx implements Indicator<IndicatorBar, AdxView> {
  private readonly length: number;
  private readonly view = { adx: Number.NaN, plusDi: Number.NaN, minusDi: Number.NaN };
  private count = 0;
  private previousHigh = Number.NaN;
  private previousLow = Number.NaN;
  private previousClose = Number.NaN;
  private plus = Number.NaN;
  private minus = Number.NaN;
  private range = Number.NaN;
  /** While seeding the sum of the directional indices so far, then their smoothed mean. */
  private adx = Number.NaN;

  constructor(length: number) {
    this.length = length;
  }

  update(bar: IndicatorBar): AdxView | undefined {
    const { high, low, close } = bar;
    if (!Number.isFinite(high - low + close)) return undefined;
    const { length } = this;
    const rise = high - this.previousHigh;
    const fall = this.previousLow - low;
    const range = trueRange(high, low, this.previousClose);
    this.previousHigh = high;
    this.previousLow = low;
    this.previousClose = close;
    this.count += 1;
    if (this.count === 1) {
      this.plus = 0;
      this.minus = 0;
      this.range = 0;
      this.adx = 0;
      return undefined;
    }
    if (this.count > length) {
      this.plus -= this.plus / length;
      this.minus -= this.minus / length;
      this.range -= this.range / length;
    }
    this.range += range;
    if (rise > 0 && rise > fall) this.plus += rise;
    else if (fall > 0 && fall > rise) this.minus += fall;
    return this.count > length ? this.average() : undefined;
  }

  private average(): AdxView | undefined {
    const { length, view } = this;
    const plusDi = this.range > 0 ? 100 * (this.plus / this.range) : 0;
    const minusDi = this.range > 0 ? 100 * (this.minus / this.range) : 0;
    const sum = plusDi + minusDi;
    const index = sum > 0 ? 100 * (Math.abs(plusDi - minusDi) / sum) : Number.NaN;
    const seeded = this.count > 2 * length;
    if (!Number.isNaN(index)) this.adx = seeded ? (this.adx * (length - 1) + index) / length : this.adx + index;
    if (this.count < 2 * length) return undefined;
    if (!seeded) this.adx /= length;
    view.adx = this.adx;
    view.plusDi = plusDi;
    view.minusDi = minusDi;
    return view;
  }
}

/** Average directional index with both directional indicators, smoothed as Wilder does. O(1). */
export function adx(length = 14): Indicator<IndicatorBar, AdxView> {
  return new Adx(period(length, 'period', 2));
}

export const adxPage: IndicatorPage = {
  name: 'adx',
  title: 'Average directional index',
  family: 'trend',
  input: 'bar',
  outputs: ['adx', 'plusDi', 'minusDi'],
  parameters: [{ name: 'period', default: 14, min: 2 }],
  warmup: (length) => 2 * length,
  cost: 'O(1)',
  about:
    '+DI and -DI: smoothed directional movement over smoothed true range, in percent; adx: smoothed |+DI - -DI| / (+DI + -DI). ' +
    'Seeded as in TA-Lib: movements summed over the first period - 1 bars, adx the mean of the first `period` indices. ' +
    'Without movement in either direction adx stays as it is. Source: Wilder (1978).',
  make: adx,
};
