import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';
import { logReturn } from './log-return.ts';
import { WindowSum } from './window-sum.ts';

/**
 * The variance that a bar's shape tells whatever its drift, from its high, low and close as log returns from its open;
 * Yang and Zhang build on it.
 */
export function rogersSatchellTerm(high: number, low: number, close: number): number {
  return high * (high - close) + low * (low - close);
}

class RogersSatchell implements Indicator<IndicatorBar, number> {
  private readonly length: number;
  private readonly terms: WindowSum;

  constructor(length: number) {
    this.length = length;
    this.terms = new WindowSum(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const { open } = bar;
    const high = logReturn(open, bar.high);
    const low = logReturn(open, bar.low);
    const term = rogersSatchellTerm(high, low, logReturn(open, bar.close));
    if (!(bar.low > 0 && Number.isFinite(term))) return undefined;
    const sum = this.terms.push(term);
    return this.terms.full ? Math.sqrt(Math.max(0, sum) / this.length) : undefined;
  }
}

/** Volatility per bar from opens, highs, lows and closes, whatever the drift. */
export function rogersSatchell(length: number): Indicator<IndicatorBar, number> {
  return new RogersSatchell(period(length));
}

export const rogersSatchellPage: IndicatorPage = {
  name: 'rogersSatchell',
  title: 'Rogers-Satchell volatility',
  family: 'volatility',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'sqrt(mean(ln(high / close) ln(high / open) + ln(low / close) ln(low / open))) over the last `period` bars (Rogers and ' +
    'Satchell 1991): the volatility of one bar, not annualised. Holds under drift, sees no gap between bars. A bar with a price that is ' +
    'not positive is passed over.',
  make: rogersSatchell,
};
