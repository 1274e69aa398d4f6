import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowMoments } from './window-moments.ts';

class RollingVariance implements Indicator<number, number> {
  private readonly moments: WindowMoments;
  private readonly ddof: number;

  constructor(length: number, ddof: number) {
    this.moments = new WindowMoments(length);
    this.ddof = ddof;
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    return this.moments.push(value) ? this.moments.variance(this.ddof) : undefined;
  }
}

/** Variance of the last values; a sample's, unless `ddof` is 0. */
export function rollingVariance(length: number, ddof = 1): Indicator<number, number> {
  period(ddof, 'ddof', 0);
  return new RollingVariance(period(length, 'period', ddof + 1), ddof);
}

export const rollingVariancePage: IndicatorPage = {
  name: 'rollingVariance',
  title: 'Rolling variance',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [
    { name: 'period', default: 20, min: 1 },
    { name: 'ddof', default: 1, min: 0 },
  ],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    "sum((x - mean)^2) / (period - ddof) of the last `period` values. ddof 1, a sample's, is the default; ddof 0 is the " +
    "population's, as TA-Lib VAR and `stdDev`. Exactly 0 for equal values.",
  make: rollingVariance,
};
