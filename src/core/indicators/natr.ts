import { atr } from './atr.ts';
import type { Indicator, IndicatorBar, IndicatorPage } from './indicator.ts';

class Natr implements Indicator<IndicatorBar, number> {
  private readonly range: Indicator<IndicatorBar, number>;

  constructor(length: number) {
    this.range = atr(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const range = this.range.update(bar);
    if (range === undefined) return undefined;
    return bar.close === 0 ? 0 : (range / bar.close) * 100;
  }
}

/** Average true range in per cent of the close. */
export function natr(length: number): Indicator<IndicatorBar, number> {
  return new Natr(length);
}

export const natrPage: IndicatorPage = {
  name: 'natr',
  title: 'Normalised average true range',
  family: 'volatility',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 14, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    '100 * ATR / close, in per cent, as TA-Lib; 0 for a close of 0. With a period of 1 it is still in per cent, where TA-Lib ' +
    'leaves the true range in units of price.',
  make: natr,
};
