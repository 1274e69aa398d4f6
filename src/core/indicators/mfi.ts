import { type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { WindowSum } from './window-sum.ts';

class Mfi implements Indicator<IndicatorBar, number> {
  private readonly inflow: WindowSum;
  private readonly outflow: WindowSum;
  private previous = Number.NaN;

  constructor(length: number) {
    this.inflow = new WindowSum(length);
    this.outflow = new WindowSum(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const typical = (bar.high + bar.low + bar.close) / 3;
    const flow = typical * bar.volume;
    if (!Number.isFinite(flow)) return undefined;
    const { previous } = this;
    this.previous = typical;
    if (Number.isNaN(previous)) return undefined;
    const inflow = this.inflow.push(typical > previous ? flow : 0);
    const outflow = this.outflow.push(typical < previous ? flow : 0);
    if (!this.inflow.full) return undefined;
    const total = inflow + outflow;
    return total > 0 ? 100 * (inflow / total) : 0;
  }
}

/** Money flow index: the share of money (typical price x volume) that came with rising prices, 0 to 100. O(1). */
export function mfi(length = 14): Indicator<IndicatorBar, number> {
  return new Mfi(period(length));
}

export const mfiPage: IndicatorPage = {
  name: 'mfi',
  title: 'Money flow index',
  family: 'momentum',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 14, min: 1 }],
  warmup: (length) => length + 1,
  cost: 'O(1)',
  about:
    '100 x inflow / (inflow + outflow) over `period` bars, a flow being typical price x volume of the bars on which the typical ' +
    'price rose or fell; 0 where nothing flowed (TA-Lib says 0 for every total below 1). A bar without a volume is passed over.',
  make: mfi,
};
