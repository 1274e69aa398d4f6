import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';
import { WindowExtreme } from './window-extreme.ts';

export interface DonchianView {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
}

class Donchian implements Indicator<IndicatorBar, DonchianView> {
  private readonly highs: WindowExtreme;
  private readonly lows: WindowExtreme;
  private readonly view = { upper: Number.NaN, middle: Number.NaN, lower: Number.NaN };

  constructor(length: number) {
    this.highs = new WindowExtreme(length, 1);
    this.lows = new WindowExtreme(length, -1);
  }

  update(bar: IndicatorBar): DonchianView | undefined {
    const { high, low } = bar;
    if (!Number.isFinite(high + low)) return undefined;
    const { view } = this;
    const upper = this.highs.push(high);
    const lower = this.lows.push(low);
    if (!this.highs.full) return undefined;
    view.upper = upper;
    view.middle = (upper + lower) / 2;
    view.lower = lower;
    return view;
  }
}

/** Donchian channel: the highest high and the lowest low. The view is reused. */
export function donchian(length: number): Indicator<IndicatorBar, DonchianView> {
  return new Donchian(period(length));
}

export const donchianPage: IndicatorPage = {
  name: 'donchian',
  title: 'Donchian channel',
  family: 'volatility',
  input: 'bar',
  outputs: ['upper', 'middle', 'lower'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'upper: the highest high of the last `period` bars, the present one included; lower: the lowest low; middle: halfway. A ' +
    'breakout compares the price with the channel as it was before the bar, since no close lies outside its own channel. ' +
    'O(1) on average: a single bar may cost O(period).',
  make: donchian,
};
