import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowMoments } from './window-moments.ts';

class StdDev implements Indicator<number, number> {
  private readonly moments: WindowMoments;
  private readonly ddof: number;

  constructor(length: number, ddof: number) {
    this.moments = new WindowMoments(length);
    this.ddof = ddof;
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    return this.moments.push(value) ? Math.sqrt(this.moments.variance(this.ddof)) : undefined;
  }
}

/** Standard deviation of the last values; of the population as TA-Lib's, unless `ddof` is 1. */
export function stdDev(length: number, ddof = 0): Indicator<number, number> {
  period(ddof, 'ddof', 0);
  return new StdDev(period(length, 'period', ddof + 1), ddof);
}

export const stdDevPage: IndicatorPage = {
  name: 'stdDev',
  title: 'Standard deviation',
  family: 'volatility',
  input: 'value',
  outputs: ['value'],
  parameters: [
    { name: 'period', default: 20, min: 1 },
    { name: 'ddof', default: 0, min: 0 },
  ],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    "sqrt(sum((x - mean)^2) / (period - ddof)) of the last `period` values. ddof 0, the population's, is the default as in " +
    "TA-Lib STDDEV; ddof 1 is a sample's. Exactly 0 for equal values.",
  make: stdDev,
};
