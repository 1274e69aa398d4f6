import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowPowers } from './window-powers.ts';

class RollingKurtosis implements Indicator<number, number> {
  private readonly powers: WindowPowers;

  constructor(length: number) {
    this.powers = new WindowPowers(length);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    if (!this.powers.push(value)) return undefined;
    if (this.powers.flat) return 0;
    const { second, fourth } = this.powers;
    return fourth / (second * second);
  }
}

/** Kurtosis of the last values; 3 for a normal distribution. */
export function rollingKurtosis(length: number): Indicator<number, number> {
  return new RollingKurtosis(period(length, 'period', 2));
}

export const rollingKurtosisPage: IndicatorPage = {
  name: 'rollingKurtosis',
  title: 'Rolling kurtosis',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 2 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'm4 / m2^2 of the last `period` values with biased central moments (divided by `period`), raw: 3 for a normal ' +
    'distribution. 0, which no sample has, where all values are equal.',
  make: rollingKurtosis,
};
