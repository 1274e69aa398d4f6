import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';
import { logReturn } from './log-return.ts';
import { WindowSum } from './window-sum.ts';

const CLOSE_WEIGHT = 2 * Math.LN2 - 1;

class GarmanKlass implements Indicator<IndicatorBar, number> {
  private readonly length: number;
  private readonly terms: WindowSum;

  constructor(length: number) {
    this.length = length;
    this.terms = new WindowSum(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const range = logReturn(bar.low, bar.high);
    const close = logReturn(bar.open, bar.close);
    const term = 0.5 * range * range - CLOSE_WEIGHT * close * close;
    if (!(bar.low > 0 && Number.isFinite(term))) return undefined;
    const sum = this.terms.push(term);
    return this.terms.full ? Math.sqrt(Math.max(0, sum) / this.length) : undefined;
  }
}

/** Volatility per bar from opens, highs, lows and closes. */
export function garmanKlass(length: number): Indicator<IndicatorBar, number> {
  return new GarmanKlass(period(length));
}

export const garmanKlassPage: IndicatorPage = {
  name: 'garmanKlass',
  title: 'Garman-Klass volatility',
  family: 'volatility',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'sqrt(mean(ln(high / low)^2 / 2 - (2 ln 2 - 1) ln(close / open)^2)) over the last `period` bars (Garman and Klass 1980): ' +
    'the volatility of one bar, not annualised. Assumes no drift and sees no gap between bars. A bar with a price that is not positive is passed over.',
  make: garmanKlass,
};
