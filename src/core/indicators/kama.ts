import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { WindowSum } from './window-sum.ts';
import { Window } from './window.ts';

class Kama implements Indicator<number, number> {
  private readonly slowWeight: number;
  private readonly span: number;
  private readonly window: Window;
  /** Of the absolute changes. */
  private readonly path: WindowSum;
  private previous = Number.NaN;
  private average = Number.NaN;

  constructor(length: number, fast: number, slow: number) {
    this.window = new Window(length);
    this.path = new WindowSum(length);
    this.slowWeight = 2 / (slow + 1);
    this.span = 2 / (fast + 1) - this.slowWeight;
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const ready = this.window.full;
    const before = this.window.push(value);
    const { previous } = this;
    this.previous = value;
    if (Number.isNaN(previous)) return undefined;
    const path = this.path.push(Math.abs(value - previous));
    if (!ready) return undefined;
    if (Number.isNaN(this.average)) this.average = previous;
    const way = Math.abs(value - before);
    const efficiency = path <= way ? 1 : way / path;
    const weight = efficiency * this.span + this.slowWeight;
    this.average += (value - this.average) * weight * weight;
    return this.average;
  }
}

/**
 * Kaufman's adaptive moving average. The efficiency ratio |change over `period`| / sum of |changes| moves its weight
 * between that of an EMA of `slow` and one of `fast`; where nothing moved it is 1. O(1).
 */
export function kama(length: number, fast = 2, slow = 30): Indicator<number, number> {
  return new Kama(period(length), period(fast, 'fast'), period(slow, 'slow'));
}

export const kamaPage: IndicatorPage = {
  name: 'kama',
  title: "Kaufman's adaptive moving average",
  family: 'trend',
  input: 'value',
  outputs: ['value'],
  parameters: [
    { name: 'period', default: 10, min: 1 },
    { name: 'fast', default: 2, min: 1 },
    { name: 'slow', default: 30, min: 1 },
  ],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    'average += (value - average) * w^2, w between 2 / (slow + 1) and 2 / (fast + 1) by the efficiency ratio ' +
    '|change over period| / sum of |changes|. Starts, as in TA-Lib, from the value before the first one given. Source: Kaufman (1995).',
  make: kama,
};
