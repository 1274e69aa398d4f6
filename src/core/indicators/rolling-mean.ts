import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowMoments } from './window-moments.ts';

class RollingMean implements Indicator<number, number> {
  private readonly moments: WindowMoments;

  constructor(length: number) {
    this.moments = new WindowMoments(length);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    return this.moments.push(value) ? this.moments.mean : undefined;
  }
}

/** Mean of the last values. */
export function rollingMean(length: number): Indicator<number, number> {
  return new RollingMean(period(length));
}

export const rollingMeanPage: IndicatorPage = {
  name: 'rollingMean',
  title: 'Rolling mean',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'The mean of the last `period` values: the same as `sma`, but kept as the distance from a value of the window, so that ' +
    'no digits are lost to a high level or after a spike.',
  make: rollingMean,
};
