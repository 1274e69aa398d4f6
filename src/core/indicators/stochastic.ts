import { type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { sma } from './sma.ts';
import { WindowRange } from './window-range.ts';

export interface StochasticView {
  readonly k: number;
  /** The mean of the last `signal` k. */
  readonly d: number;
}

class Stochastic implements Indicator<IndicatorBar, StochasticView> {
  private readonly range: WindowRange;
  private readonly smooth: Indicator<number, number>;
  private readonly signal: Indicator<number, number>;
  private readonly view = { k: Number.NaN, d: Number.NaN };

  constructor(length: number, smooth: number, signal: number) {
    this.range = new WindowRange(length);
    this.smooth = sma(smooth);
    this.signal = sma(signal);
  }

  update(bar: IndicatorBar): StochasticView | undefined {
    const { high, low, close } = bar;
    if (!Number.isFinite(high - low + close)) return undefined;
    const { range } = this;
    range.push(high, low);
    if (!range.full) return undefined;
    const { highest, lowest } = range;
    const k = this.smooth.update(highest > lowest ? 100 * ((close - lowest) / (highest - lowest)) : 0);
    if (k === undefined) return undefined;
    const d = this.signal.update(k);
    if (d === undefined) return undefined;
    const { view } = this;
    view.k = k;
    view.d = d;
    return view;
  }
}

/** Stochastic oscillator, 0 to 100; `smooth` 1 makes it the fast one. O(1) on average. */
export function stochastic(length = 14, smooth = 3, signal = 3): Indicator<IndicatorBar, StochasticView> {
  return new Stochastic(period(length), period(smooth, 'smooth'), period(signal, 'signal'));
}

export const stochasticPage: IndicatorPage = {
  name: 'stochastic',
  title: 'Stochastic oscillator',
  family: 'momentum',
  input: 'bar',
  outputs: ['k', 'd'],
  parameters: [
    { name: 'period', default: 14, min: 1 },
    { name: 'smooth', default: 3, min: 1 },
    { name: 'signal', default: 3, min: 1 },
  ],
  warmup: (length, smooth, signal) => length + smooth + signal - 2,
  cost: 'O(1)',
  about:
    'k: where the close lies between the lowest low and the highest high of `period` bars, in percent (0 where they are equal), ' +
    'as a mean over `smooth`; d: the mean of k over `signal`. O(1) on average. Source: Lane.',
  make: stochastic,
};
