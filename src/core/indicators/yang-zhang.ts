import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';
import { logReturn } from './log-return.ts';
import { rogersSatchellTerm } from './rogers-satchell.ts';
import { WindowMoments } from './window-moments.ts';
import { WindowSum } from './window-sum.ts';

class YangZhang implements Indicator<IndicatorBar, number> {
  private readonly length: number;
  private readonly overnight: WindowMoments;
  private readonly daytime: WindowMoments;
  private readonly shape: WindowSum;
  /** The weight of the open-to-close variance. */
  private readonly weight: number;
  /** 0 before the first one. */
  private previousClose = 0;

  constructor(length: number) {
    this.length = length;
    this.overnight = new WindowMoments(length);
    this.daytime = new WindowMoments(length);
    this.shape = new WindowSum(length);
    this.weight = 0.34 / (1.34 + (length + 1) / (length - 1));
  }

  update(bar: IndicatorBar): number | undefined {
    const { open, close } = bar;
    const daytime = logReturn(open, close);
    const shape = rogersSatchellTerm(logReturn(open, bar.high), logReturn(open, bar.low), daytime);
    if (!(bar.low > 0 && Number.isFinite(shape))) return undefined;
    const { previousClose, weight } = this;
    this.previousClose = close;
    if (previousClose === 0) return undefined;
    this.overnight.push(logReturn(previousClose, open));
    this.daytime.push(daytime);
    const sum = this.shape.push(shape);
    if (!this.shape.full) return undefined;
    const gaps = this.overnight.variance(1);
    return Math.sqrt(gaps + weight * this.daytime.variance(1) + (1 - weight) * (Math.max(0, sum) / this.length));
  }
}

/** Volatility per bar from whole bars and the gaps between them. */
export function yangZhang(length: number): Indicator<IndicatorBar, number> {
  return new YangZhang(period(length, 'period', 2));
}

export const yangZhangPage: IndicatorPage = {
  name: 'yangZhang',
  title: 'Yang-Zhang volatility',
  family: 'volatility',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 2 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    'sqrt(V(overnight) + k V(open to close) + (1 - k) RS), both variances with ddof 1, RS the Rogers-Satchell variance of the ' +
    'same `period` bars, k = 0.34 / (1.34 + (period + 1) / (period - 1)) (Yang and Zhang 2000): the volatility of one bar with ' +
    'the gap before it, not annualised. The first bar only gives its close. A bar with a price that is not positive is passed over. ' +
    'Two variances, a mean and four logarithms a bar: the slowest of its family, about 10 million a second.',
  make: yangZhang,
};
