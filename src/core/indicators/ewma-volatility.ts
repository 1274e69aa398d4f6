import { within, type Indicator, type IndicatorPage } from './indicator.ts';
import { logReturn } from './log-return.ts';

class EwmaVolatility implements Indicator<number, number> {
  private readonly lambda: number;
  /** 0 before the first one. */
  private previousClose = 0;
  /** Negative before the first return. */
  private variance = -1;

  constructor(lambda: number) {
    this.lambda = lambda;
  }

  update(close: number): number | undefined {
    if (!(close > 0 && close < Infinity)) return undefined;
    const { lambda, previousClose } = this;
    this.previousClose = close;
    if (previousClose === 0) return undefined;
    const change = logReturn(previousClose, close);
    const square = change * change;
    this.variance = this.variance < 0 ? square : lambda * this.variance + (1 - lambda) * square;
    return Math.sqrt(this.variance);
  }
}

/** Volatility of the next bar: an exponentially weighted mean of squared log returns. */
export function ewmaVolatility(lambda = 0.94): Indicator<number, number> {
  return new EwmaVolatility(within(lambda, 'lambda', 0, 1));
}

export const ewmaVolatilityPage: IndicatorPage = {
  name: 'ewmaVolatility',
  title: 'EWMA volatility',
  family: 'volatility',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'lambda', default: 0.94, min: 0, max: 1, fractional: true }],
  warmup: () => 2,
  cost: 'O(1)',
  about:
    'sqrt of variance = lambda * variance + (1 - lambda) * r^2 with r = ln(close / previous close) and no mean, seeded with ' +
    'the first r^2 (RiskMetrics 1996): the volatility forecast for the next bar, not annualised. The seed fades over about ' +
    '1 / (1 - lambda) bars. A price that is not positive is passed over.',
  make: ewmaVolatility,
};
