import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowExtreme } from './window-extreme.ts';

class RollingMax implements Indicator<number, number> {
  private readonly extreme: WindowExtreme;

  constructor(length: number) {
    this.extreme = new WindowExtreme(length, 1);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    const extreme = this.extreme.push(value);
    return this.extreme.full ? extreme : undefined;
  }
}

/** Largest of the last values. */
export function rollingMax(length: number): Indicator<number, number> {
  return new RollingMax(period(length));
}

export const rollingMaxPage: IndicatorPage = {
  name: 'rollingMax',
  title: 'Rolling maximum',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'The largest of the last `period` values, from a monotonic queue. O(1) on average: a single step may cost O(period).',
  make: rollingMax,
};
