import { period, type Indicator, type IndicatorPage } from './indicator.ts';
import { logReturn } from './log-return.ts';
import { WindowMoments } from './window-moments.ts';

class CloseToClose implements Indicator<number, number> {
  private readonly returns: WindowMoments;
  /** 0 before the first one. */
  private previousClose = 0;

  constructor(length: number) {
    this.returns = new WindowMoments(length);
  }

  update(close: number): number | undefined {
    if (!(close > 0 && close < Infinity)) return undefined;
    const { previousClose } = this;
    this.previousClose = close;
    if (previousClose === 0) return undefined;
    return this.returns.push(logReturn(previousClose, close)) ? Math.sqrt(this.returns.variance(1)) : undefined;
  }
}

/** Volatility per bar from closes: the sample standard deviation of the last `length` log returns. */
export function closeToClose(length: number): Indicator<number, number> {
  return new CloseToClose(period(length, 'period', 2));
}

export const closeToClosePage: IndicatorPage = {
  name: 'closeToClose',
  title: 'Close-to-close volatility',
  family: 'volatility',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 2 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    'Standard deviation (ddof 1) of the last `period` returns ln(close / previous close): the volatility of one bar, not ' +
    'annualised. A price that is not positive is passed over.',
  make: closeToClose,
};
