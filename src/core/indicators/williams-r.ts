import { type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { WindowRange } from './window-range.ts';

class WilliamsR implements Indicator<IndicatorBar, number> {
  private readonly range: WindowRange;

  constructor(length: number) {
    this.range = new WindowRange(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const { high, low, close } = bar;
    if (!Number.isFinite(high - low + close)) return undefined;
    const { range } = this;
    range.push(high, low);
    if (!range.full) return undefined;
    const { highest, lowest } = range;
    return highest > lowest ? 100 * ((close - highest) / (highest - lowest)) : 0;
  }
}

/** Williams %R: how far the close lies below the highest high, from 0 down to -100 at the lowest low. O(1) on average. */
export function williamsR(length = 14): Indicator<IndicatorBar, number> {
  return new WilliamsR(period(length));
}

export const williamsRPage: IndicatorPage = {
  name: 'williamsR',
  title: 'Williams %R',
  family: 'momentum',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 14, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    '100 x (close - highest high) / (highest high - lowest low) of `period` bars, -100 to 0; 0 where the two are equal, as in ' +
    'TA-Lib. O(1) on average. Source: Williams (1973).',
  make: williamsR,
};
