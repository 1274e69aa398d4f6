import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowPowers } from './window-powers.ts';

class RollingSkew implements Indicator<number, number> {
  private readonly powers: WindowPowers;

  constructor(length: number) {
    this.powers = new WindowPowers(length);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    if (!this.powers.push(value)) return undefined;
    if (this.powers.flat) return 0;
    const { second, third } = this.powers;
    return third / (second * Math.sqrt(second));
  }
}

/** Skewness of the last values. */
export function rollingSkew(length: number): Indicator<number, number> {
  return new RollingSkew(period(length, 'period', 2));
}

export const rollingSkewPage: IndicatorPage = {
  name: 'rollingSkew',
  title: 'Rolling skewness',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 2 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'm3 / m2^1.5 of the last `period` values with biased central moments (divided by `period`), the convention of ' +
    'the measures of results. 0 where all values are equal.',
  make: rollingSkew,
};
