import { Fault } from '../base/fault.ts';
import { ema } from './ema.ts';
import { type Indicator, type IndicatorPage, period } from './indicator.ts';

export interface PpoView {
  /** Fast less slow average, in percent of the slow one. */
  readonly ppo: number;
  readonly signal: number;
  /** ppo - signal */
  readonly histogram: number;
}

class Ppo implements Indicator<number, PpoView> {
  private readonly fast: Indicator<number, number>;
  private readonly slow: Indicator<number, number>;
  private readonly signal: Indicator<number, number>;
  private readonly view = { ppo: Number.NaN, signal: Number.NaN, histogram: Number.NaN };

  constructor(fast: number, slow: number, signal: number) {
    this.fast = ema(fast);
    this.slow = ema(slow);
    this.signal = ema(signal);
  }

  update(value: number): PpoView | undefined {
    if (!Number.isFinite(value)) return undefined;
    const fast = this.fast.update(value);
    const slow = this.slow.update(value);
    if (fast === undefined || slow === undefined) return undefined;
    const ppo = slow === 0 ? 0 : (100 * (fast - slow)) / slow;
    const signal = this.signal.update(ppo);
    if (signal === undefined) return undefined;
    const { view } = this;
    view.ppo = ppo;
    view.signal = signal;
    view.histogram = ppo - signal;
    return view;
  }
}

/** Percentage price oscillator: 100 (EMA(fast) - EMA(slow)) / EMA(slow), and the EMA of that. O(1). */
export function ppo(fast = 12, slow = 26, signal = 9): Indicator<number, PpoView> {
  period(slow, 'slow');
  if (period(fast, 'fast') >= slow) {
    throw new Fault('strategy', `fast: expected a whole number below slow (${slow}), was ${fast}`);
  }
  return new Ppo(fast, slow, period(signal, 'signal'));
}

export const ppoPage: IndicatorPage = {
  name: 'ppo',
  title: 'Percentage price oscillator',
  family: 'momentum',
  input: 'value',
  outputs: ['ppo', 'signal', 'histogram'],
  parameters: [
    { name: 'fast', default: 12, min: 1 },
    { name: 'slow', default: 26, min: 2 },
    { name: 'signal', default: 9, min: 1 },
  ],
  warmup: (_fast, slow, signal) => slow + signal - 1,
  cost: 'O(1)',
  about:
    'ppo: 100 x (EMA(fast) - EMA(slow)) / EMA(slow); signal: its EMA; histogram: their difference. As in TA-Lib each average is ' +
    'seeded with the mean of its own first values (MACD aligns them); 0 where the slow average is 0.',
  make: ppo,
};
