import type { Indicator, IndicatorPage } from './indicator.ts';
import { rollingQuantile } from './rolling-quantile.ts';

/** Median of the last values; the mean of the two middle ones where their number is even. */
export function rollingMedian(length: number): Indicator<number, number> {
  return rollingQuantile(length, 0.5);
}

export const rollingMedianPage: IndicatorPage = {
  name: 'rollingMedian',
  title: 'Rolling median',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(log n)',
  about:
    'The median of the last `period` values, the mean of the two middle ones for an even `period`. Two heaps with one place ' +
    'for each value of the window: a step slows with the logarithm of `period`. About 10 million a second at the default ' +
    'period, fewer for windows of hundreds.',
  make: rollingMedian,
};
