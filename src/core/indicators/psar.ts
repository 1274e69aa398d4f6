import { Fault } from '../base/fault.ts';
import { factor, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';

class Psar implements Indicator<IndicatorBar, number> {
  private readonly acceleration: number;
  private readonly maximum: number;
  private long = true;
  private count = 0;
  private previousHigh = Number.NaN;
  private previousLow = Number.NaN;
  /** The highest high of this long, the lowest low of this short. */
  private extreme = Number.NaN;
  private step = Number.NaN;
  private stop = Number.NaN;

  constructor(acceleration: number, maximum: number) {
    this.acceleration = acceleration;
    this.maximum = maximum;
  }

  update(bar: IndicatorBar): number | undefined {
    const { high, low } = bar;
    if (!Number.isFinite(high - low)) return undefined;
    if (this.count < 2) {
      this.count += 1;
      if (this.count === 1) {
        this.previousHigh = high;
        this.previousLow = low;
        return undefined;
      }
      this.start(high, low);
    }
    const value = this.long ? this.holdLong(high, low) : this.holdShort(high, low);
    this.previousHigh = high;
    this.previousLow = low;
    return value;
  }

  /** The larger directional movement of the first two bars says which way; the second bar is its own predecessor. */
  private start(high: number, low: number): void {
    const fall = this.previousLow - low;
    this.long = !(fall > 0 && fall > high - this.previousHigh);
    this.extreme = this.long ? high : low;
    this.stop = this.long ? this.previousLow : this.previousHigh;
    this.step = this.acceleration;
    this.previousHigh = high;
    this.previousLow = low;
  }

  private holdLong(high: number, low: number): number {
    if (low <= this.stop) return this.turnShort(high, low);
    const { stop } = this;
    if (high > this.extreme) {
      this.extreme = high;
      this.step = Math.min(this.step + this.acceleration, this.maximum);
    }
    this.stop = Math.min(stop + this.step * (this.extreme - stop), this.previousLow, low);
    return stop;
  }

  private holdShort(high: number, low: number): number {
    if (high >= this.stop) return this.turnLong(high, low);
    const { stop } = this;
    if (low < this.extreme) {
      this.extreme = low;
      this.step = Math.min(this.step + this.acceleration, this.maximum);
    }
    this.stop = Math.max(stop + this.step * (this.extreme - stop), this.previousHigh, high);
    return stop;
  }

  private turnShort(high: number, low: number): number {
    const stop = Math.max(this.extreme, this.previousHigh, high);
    this.long = false;
    this.step = this.acceleration;
    this.extreme = low;
    this.stop = Math.max(stop + this.step * (low - stop), this.previousHigh, high);
    return stop;
  }

  private turnLong(high: number, low: number): number {
    const stop = Math.min(this.extreme, this.previousLow, low);
    this.long = true;
    this.step = this.acceleration;
    this.extreme = high;
    this.stop = Math.min(stop + this.step * (high - stop), this.previousLow, low);
    return stop;
  }
}

/** Wilder's parabolic stop and reverse: below the price while long, above it while short. O(1). */
export function psar(acceleration = 0.02, maximum = 0.2): Indicator<IndicatorBar, number> {
  factor(maximum, 'maximum');
  if (factor(acceleration, 'acceleration') > maximum) {
    throw new Fault('strategy', `acceleration: expected a number <= maximum (${maximum}), was ${acceleration}`);
  }
  return new Psar(acceleration, maximum);
}

export const psarPage: IndicatorPage = {
  name: 'psar',
  title: 'Parabolic stop and reverse',
  family: 'trend',
  input: 'bar',
  outputs: ['value'],
  parameters: [
    { name: 'acceleration', default: 0.02, min: 0, fractional: true },
    { name: 'maximum', default: 0.2, min: 0, fractional: true },
  ],
  warmup: () => 2,
  cost: 'O(1)',
  about:
    'stop += step x (extreme - stop), step growing by `acceleration` with each new extreme up to `maximum`; never inside the ' +
    'ranges of this bar and the one before; turns when it is touched. The first direction is that of the larger movement of the ' +
    'first two bars (long when in doubt), as in TA-Lib. Source: Wilder (1978).',
  make: psar,
};
