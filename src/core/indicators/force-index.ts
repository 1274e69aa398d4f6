import { ema } from './ema.ts';
import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';

class ForceIndex implements Indicator<IndicatorBar, number> {
  private readonly average: Indicator<number, number>;
  private previousClose = Number.NaN;

  constructor(length: number) {
    this.average = ema(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const { close, volume } = bar;
    if (!Number.isFinite(close + volume)) return undefined;
    const { previousClose } = this;
    this.previousClose = close;
    // the first bar has no change: NaN, which the average passes over
    return this.average.update((close - previousClose) * volume);
  }
}

/** Elder's force index. */
export function forceIndex(length: number): Indicator<IndicatorBar, number> {
  return new ForceIndex(period(length));
}

export const forceIndexPage: IndicatorPage = {
  name: 'forceIndex',
  title: 'Force index',
  family: 'volume',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 13, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    'EMA(period) of (close - previous close) * volume (Elder 1993), seeded with the mean of the first `period` of them. A bar ' +
    'without a volume is passed over.',
  make: forceIndex,
};
