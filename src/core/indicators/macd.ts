import { Fault } from '../base/fault.ts';
import { ema } from './ema.ts';
import { type Indicator, type IndicatorPage, period } from './indicator.ts';

export interface MacdView {
  /** Fast less slow average, in units of the input. */
  readonly macd: number;
  readonly signal: number;
  /** macd - signal */
  readonly histogram: number;
}

class Macd implements Indicator<number, MacdView> {
  private readonly fast: Indicator<number, number>;
  private readonly slow: Indicator<number, number>;
  private readonly signal: Indicator<number, number>;
  private readonly view = { macd: Number.NaN, signal: Number.NaN, histogram: Number.NaN };
  /** Inputs that the fast average leaves out, so that both are seeded at the same one. */
  private wait: number;

  constructor(fast: number, slow: number, signal: number) {
    this.fast = ema(fast);
    this.slow = ema(slow);
    this.signal = ema(signal);
    this.wait = slow - fast;
  }

  update(value: number): MacdView | undefined {
    if (!Number.isFinite(value)) return undefined;
    const slow = this.slow.update(value);
    if (this.wait > 0) {
      this.wait -= 1;
      return undefined;
    }
    const fast = this.fast.update(value);
    if (fast === undefined || slow === undefined) return undefined;
    const signal = this.signal.update(fast - slow);
    if (signal === undefined) return undefined;
    const { view } = this;
    view.macd = fast - slow;
    view.signal = signal;
    view.histogram = view.macd - signal;
    return view;
  }
}

/** Moving average convergence/divergence: EMA(fast) - EMA(slow), and the EMA of that. O(1). */
export function macd(fast = 12, slow = 26, signal = 9): Indicator<number, MacdView> {
  period(slow, 'slow');
  if (period(fast, 'fast') >= slow) {
    throw new Fault('strategy', `fast: expected a whole number below slow (${slow}), was ${fast}`);
  }
  return new Macd(fast, slow, period(signal, 'signal'));
}

export const macdPage: IndicatorPage = {
  name: 'macd',
  title: 'Moving average convergence/divergence',
  family: 'momentum',
  input: 'value',
  outputs: ['macd', 'signal', 'histogram'],
  parameters: [
    { name: 'fast', default: 12, min: 1 },
    { name: 'slow', default: 26, min: 2 },
    { name: 'signal', default: 9, min: 1 },
  ],
  warmup: (_fast, slow, signal) => slow + signal - 1,
  cost: 'O(1)',
  about:
    'macd: EMA(fast) - EMA(slow); signal: its EMA; histogram: their difference. As in TA-Lib both averages are seeded at the same ' +
    'value: the fast one with the mean of the last `fast` of the first `slow` values. Source: Appel (1979).',
  make: macd,
};
