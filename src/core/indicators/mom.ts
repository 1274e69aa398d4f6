import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { Window } from './window.ts';

class Mom implements Indicator<number, number> {
  private readonly window: Window;

  constructor(length: number) {
    this.window = new Window(length);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const ready = this.window.full;
    const before = this.window.push(value);
    return ready ? value - before : undefined;
  }
}

/** Momentum: the change over `period` steps, in units of the input. O(1). */
export function mom(length = 10): Indicator<number, number> {
  return new Mom(period(length));
}

export const momPage: IndicatorPage = {
  name: 'mom',
  title: 'Momentum',
  family: 'momentum',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 10, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about: 'value - value `period` steps ago, in units of the input; `roc` is the same in percent.',
  make: mom,
};
