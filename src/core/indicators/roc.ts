import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { Window } from './window.ts';

class Roc implements Indicator<number, number> {
  private readonly window: Window;

  constructor(length: number) {
    this.window = new Window(length);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const ready = this.window.full;
    const before = this.window.push(value);
    if (!ready) return undefined;
    return before === 0 ? 0 : 100 * (value / before - 1);
  }
}

/** Rate of change over `period` steps, in percent. O(1). */
export function roc(length = 10): Indicator<number, number> {
  return new Roc(period(length));
}

export const rocPage: IndicatorPage = {
  name: 'roc',
  title: 'Rate of change',
  family: 'momentum',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 10, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about: '100 x (value / value `period` steps ago - 1); 0 where that one is 0, as in TA-Lib.',
  make: roc,
};
