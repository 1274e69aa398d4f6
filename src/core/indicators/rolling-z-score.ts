import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowMoments } from './window-moments.ts';

class RollingZScore implements Indicator<number, number> {
  private readonly moments: WindowMoments;
  private readonly ddof: number;

  constructor(length: number, ddof: number) {
    this.moments = new WindowMoments(length);
    this.ddof = ddof;
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const { moments } = this;
    if (!moments.push(value)) return undefined;
    return moments.flat ? 0 : (value - moments.mean) / Math.sqrt(moments.variance(this.ddof));
  }
}

/** How many standard deviations the newest value lies from the mean of the last values, itself among them. */
export function rollingZScore(length: number, ddof = 1): Indicator<number, number> {
  period(ddof, 'ddof', 0);
  return new RollingZScore(period(length, 'period', Math.max(2, ddof + 1)), ddof);
}

export const rollingZScorePage: IndicatorPage = {
  name: 'rollingZScore',
  title: 'Rolling z-score',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [
    { name: 'period', default: 20, min: 2 },
    { name: 'ddof', default: 1, min: 0 },
  ],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    '(x - mean) / sd over the last `period` values, the newest included, so that it stays within (period - 1) / sqrt(period) ' +
    'for ddof 1, the default. 0 where all values are equal but for rounding.',
  make: rollingZScore,
};
