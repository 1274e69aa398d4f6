import type { Indicator, IndicatorBar, IndicatorPage } from './indicator.ts';

class Obv implements Indicator<IndicatorBar, number> {
  private previousClose = Number.NaN;
  private total = 0;

  update(bar: IndicatorBar): number | undefined {
    const { close, volume } = bar;
    if (!Number.isFinite(close + volume)) return undefined;
    const { previousClose } = this;
    this.previousClose = close;
    if (close < previousClose) this.total -= volume;
    // the first bar counts as a rise
    else if (close !== previousClose) this.total += volume;
    return this.total;
  }
}

/** On-balance volume. */
export function obv(): Indicator<IndicatorBar, number> {
  return new Obv();
}

export const obvPage: IndicatorPage = {
  name: 'obv',
  title: 'On-balance volume',
  family: 'volume',
  input: 'bar',
  outputs: ['value'],
  parameters: [],
  warmup: () => 1,
  cost: 'O(1)',
  about:
    'A running total: plus the volume of a bar that closes higher than the one before, minus that of one that closes lower ' +
    '(Granville 1963). The first bar counts as a rise, as in TA-Lib. Its level depends on where the series starts; its ' +
    'changes do not. A bar without a volume is passed over.',
  make: obv,
};
