import { period, within, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowMoments } from './window-moments.ts';

export interface BollingerView {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
  /** Where the value lies: 0 at the lower band, 1 at the upper one, beyond them outside; 0.5 when the bands are one line. */
  readonly percentB: number;
  /** The distance of the bands as a fraction of the middle. */
  readonly width: number;
}

class Bollinger implements Indicator<number, BollingerView> {
  private readonly moments: WindowMoments;
  private readonly deviations: number;
  private readonly view = {
    upper: Number.NaN,
    middle: Number.NaN,
    lower: Number.NaN,
    percentB: Number.NaN,
    width: Number.NaN,
  };

  constructor(length: number, deviations: number) {
    this.moments = new WindowMoments(length);
    this.deviations = deviations;
  }

  update(value: number): BollingerView | undefined {
    if (!Number.isFinite(value)) return undefined;
    const { moments, view } = this;
    if (!moments.push(value)) return undefined;
    const middle = moments.mean;
    const reach = this.deviations * Math.sqrt(moments.variance(0));
    view.upper = middle + reach;
    view.middle = middle;
    view.lower = middle - reach;
    view.percentB = reach === 0 ? 0.5 : (value - middle + reach) / (2 * reach);
    view.width = reach === 0 ? 0 : (2 * reach) / middle;
    return view;
  }
}

/** Bollinger bands: a mean and `deviations` standard deviations to both sides. The view is reused. */
export function bollinger(length: number, deviations = 2): Indicator<number, BollingerView> {
  return new Bollinger(period(length, 'period', 2), within(deviations, 'deviations', 0));
}

export const bollingerPage: IndicatorPage = {
  name: 'bollinger',
  title: 'Bollinger bands',
  family: 'volatility',
  input: 'value',
  outputs: ['upper', 'middle', 'lower', 'percentB', 'width'],
  parameters: [
    { name: 'period', default: 20, min: 2 },
    { name: 'deviations', default: 2, min: 0, fractional: true },
  ],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'middle: the simple mean of the last `period` values; upper and lower: middle +- deviations * standard deviation of the ' +
    'population (ddof 0), as Bollinger and TA-Lib. percentB = (value - lower) / (upper - lower), 0.5 when the bands are one ' +
    'line; width = (upper - lower) / middle.',
  make: bollinger,
};
