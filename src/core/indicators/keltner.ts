import { atr } from './atr.ts';
import { ema } from './ema.ts';
import { period, within, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';

export interface KeltnerView {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
}

class Keltner implements Indicator<IndicatorBar, KeltnerView> {
  private readonly centre: Indicator<number, number>;
  private readonly range: Indicator<IndicatorBar, number>;
  private readonly multiplier: number;
  private readonly view = { upper: Number.NaN, middle: Number.NaN, lower: Number.NaN };

  constructor(length: number, atrPeriod: number, multiplier: number) {
    this.centre = ema(length);
    this.range = atr(atrPeriod);
    this.multiplier = multiplier;
  }

  update(bar: IndicatorBar): KeltnerView | undefined {
    if (!Number.isFinite(bar.high + bar.low + bar.close)) return undefined;
    const { view } = this;
    const middle = this.centre.update(bar.close);
    const range = this.range.update(bar);
    if (middle === undefined || range === undefined) return undefined;
    const reach = this.multiplier * range;
    view.upper = middle + reach;
    view.middle = middle;
    view.lower = middle - reach;
    return view;
  }
}

/** Keltner channel: an EMA of the close and `multiplier` average true ranges to both sides. The view is reused. */
export function keltner(length: number, atrPeriod = 10, multiplier = 2): Indicator<IndicatorBar, KeltnerView> {
  return new Keltner(period(length), period(atrPeriod, 'atrPeriod'), within(multiplier, 'multiplier', 0));
}

export const keltnerPage: IndicatorPage = {
  name: 'keltner',
  title: 'Keltner channel',
  family: 'volatility',
  input: 'bar',
  outputs: ['upper', 'middle', 'lower'],
  parameters: [
    { name: 'period', default: 20, min: 1 },
    { name: 'atrPeriod', default: 10, min: 1 },
    { name: 'multiplier', default: 2, min: 0, fractional: true },
  ],
  warmup: (length, atrPeriod) => Math.max(length, atrPeriod + 1),
  cost: 'O(1)',
  about:
    'middle: EMA(period) of the close; upper and lower: middle +- multiplier * ATR(atrPeriod). The form of Raschke; Keltner ' +
    '(1960) himself took simple means of the typical price and of the range. Both averages are seeded as in TA-Lib.',
  make: keltner,
};
