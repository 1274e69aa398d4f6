import { type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { WindowExtreme } from './window-extreme.ts';

export interface AroonView {
  readonly up: number;
  readonly down: number;
  /** up - down */
  readonly oscillator: number;
}

class Aroon implements Indicator<IndicatorBar, AroonView> {
  private readonly length: number;
  private readonly highs: WindowExtreme;
  private readonly lows: WindowExtreme;
  private readonly view = { up: Number.NaN, down: Number.NaN, oscillator: Number.NaN };

  constructor(length: number) {
    this.length = length;
    this.highs = new WindowExtreme(length + 1, 1);
    this.lows = new WindowExtreme(length + 1, -1);
  }

  update(bar: IndicatorBar): AroonView | undefined {
    if (!Number.isFinite(bar.high - bar.low)) return undefined;
    const { highs, lows, length, view } = this;
    highs.push(bar.high);
    lows.push(bar.low);
    if (!highs.full) return undefined;
    view.up = (100 * (length - highs.age)) / length;
    view.down = (100 * (length - lows.age)) / length;
    view.oscillator = view.up - view.down;
    return view;
  }
}

/** Aroon: how recent the highest high and the lowest low of `period` + 1 bars are, 100 = this bar. O(1) on average. */
export function aroon(length = 14): Indicator<IndicatorBar, AroonView> {
  return new Aroon(period(length));
}

export const aroonPage: IndicatorPage = {
  name: 'aroon',
  title: 'Aroon',
  family: 'trend',
  input: 'bar',
  outputs: ['up', 'down', 'oscillator'],
  parameters: [{ name: 'period', default: 14, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    'up: 100 x (period - bars since the highest high of the last period + 1 bars) / period; down: the same of the lowest low; ' +
    'oscillator: up - down. Of equal extremes the newest counts. O(1) on average. Source: Chande (1995).',
  make: aroon,
};
