import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { rsi } from './rsi.ts';
import { sma } from './sma.ts';
import type { StochasticView } from './stochastic.ts';
import { WindowRange } from './window-range.ts';

class StochRsi implements Indicator<number, StochasticView> {
  private readonly strength: Indicator<number, number>;
  private readonly range: WindowRange;
  private readonly smooth: Indicator<number, number>;
  private readonly signal: Indicator<number, number>;
  private readonly view = { k: Number.NaN, d: Number.NaN };

  constructor(length: number, range: number, smooth: number, signal: number) {
    this.strength = rsi(length);
    this.range = new WindowRange(range);
    this.smooth = sma(smooth);
    this.signal = sma(signal);
  }

  update(value: number): StochasticView | undefined {
    const strength = this.strength.update(value);
    if (strength === undefined) return undefined;
    const { range } = this;
    range.push(strength, strength);
    if (!range.full) return undefined;
    const { highest, lowest } = range;
    const k = this.smooth.update(highest > lowest ? 100 * ((strength - lowest) / (highest - lowest)) : 0);
    if (k === undefined) return undefined;
    const d = this.signal.update(k);
    if (d === undefined) return undefined;
    const { view } = this;
    view.k = k;
    view.d = d;
    return view;
  }
}

/** The stochastic oscillator of the RSI, 0 to 100; `smooth` 1 is TA-Lib's. O(1) on average. */
export function stochRsi(length = 14, range = 14, smooth = 3, signal = 3): Indicator<number, StochasticView> {
  return new StochRsi(period(length), period(range, 'range'), period(smooth, 'smooth'), period(signal, 'signal'));
}

export const stochRsiPage: IndicatorPage = {
  name: 'stochRsi',
  title: 'Stochastic RSI',
  family: 'momentum',
  input: 'value',
  outputs: ['k', 'd'],
  parameters: [
    { name: 'period', default: 14, min: 1 },
    { name: 'range', default: 14, min: 1 },
    { name: 'smooth', default: 3, min: 1 },
    { name: 'signal', default: 3, min: 1 },
  ],
  warmup: (length, range, smooth, signal) => length + range + smooth + signal - 2,
  cost: 'O(1)',
  about:
    'k: where RSI(period) lies between its lowest and highest of the last `range`, in percent (0 where they are equal), as a mean ' +
    'over `smooth`; d: the mean of k over `signal`. O(1) on average. Source: Chande and Kroll (1994).',
  make: stochRsi,
};
