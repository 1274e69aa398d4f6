import type { Indicator, IndicatorBar, IndicatorPage } from './indicator.ts';
import { moneyFlow } from './money-flow.ts';

class Ad implements Indicator<IndicatorBar, number> {
  private total = 0;

  update(bar: IndicatorBar): number | undefined {
    if (!Number.isFinite(bar.high + bar.low + bar.close + bar.volume)) return undefined;
    this.total += moneyFlow(bar);
    return this.total;
  }
}

/** Accumulation/distribution line. */
export function ad(): Indicator<IndicatorBar, number> {
  return new Ad();
}

export const adPage: IndicatorPage = {
  name: 'ad',
  title: 'Accumulation/distribution line',
  family: 'volume',
  input: 'bar',
  outputs: ['value'],
  parameters: [],
  warmup: () => 1,
  cost: 'O(1)',
  about:
    'A running total of volume * ((close - low) - (high - close)) / (high - low), nothing for a bar without a range, as in ' +
    'TA-Lib (Chaikin). Its level depends on where the series starts; its changes do not. A bar without a volume is passed over.',
  make: ad,
};
