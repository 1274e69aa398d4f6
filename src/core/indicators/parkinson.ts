import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';
import { logReturn } from './log-return.ts';
import { WindowSum } from './window-sum.ts';

class Parkinson implements Indicator<IndicatorBar, number> {
  private readonly length: number;
  private readonly terms: WindowSum;

  constructor(length: number) {
    this.length = length;
    this.terms = new WindowSum(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const range = logReturn(bar.low, bar.high);
    if (!(bar.low > 0 && Number.isFinite(range))) return undefined;
    const sum = this.terms.push(range * range);
    return this.terms.full ? Math.sqrt(Math.max(0, sum) / (4 * Math.LN2 * this.length)) : undefined;
  }
}

/** Volatility per bar from highs and lows. */
export function parkinson(length: number): Indicator<IndicatorBar, number> {
  return new Parkinson(period(length));
}

export const parkinsonPage: IndicatorPage = {
  name: 'parkinson',
  title: 'Parkinson volatility',
  family: 'volatility',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'sqrt(mean(ln(high / low)^2) / (4 ln 2)) over the last `period` bars (Parkinson 1980): the volatility of one bar, not ' +
    'annualised. Assumes no drift and sees no gap between bars. A bar with a price that is not positive is passed over.',
  make: parkinson,
};
