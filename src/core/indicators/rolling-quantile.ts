import { period, within, type Indicator, type IndicatorPage } from './indicator.ts';
import { WindowQuantile } from './window-quantile.ts';

class RollingQuantile implements Indicator<number, number> {
  private readonly window: WindowQuantile;

  constructor(length: number, q: number) {
    this.window = new WindowQuantile(length, q);
  }

  update(value: number): number | undefined {
    if (!Number.isFinite(value)) return undefined;
    return this.window.push(value) ? this.window.quantile : undefined;
  }
}

/** Quantile `q` of the last values. */
export function rollingQuantile(length: number, q: number): Indicator<number, number> {
  return new RollingQuantile(period(length), within(q, 'q', 0, 1));
}

export const rollingQuantilePage: IndicatorPage = {
  name: 'rollingQuantile',
  title: 'Rolling quantile',
  family: 'rolling',
  input: 'value',
  outputs: ['value'],
  parameters: [
    { name: 'period', default: 20, min: 1 },
    { name: 'q', default: 0.25, min: 0, max: 1, fractional: true },
  ],
  warmup: (length) => length,
  cost: 'O(log n)',
  about:
    'Quantile q of the last `period` values, type 7 (Hyndman and Fan 1996): linear between the order statistics around ' +
    '(period - 1) * q. Two heaps with one place for each value of the window: a step slows with the logarithm of ' +
    '`period`, and windows of hundreds stay somewhat below 10 million a second.',
  make: rollingQuantile,
};
