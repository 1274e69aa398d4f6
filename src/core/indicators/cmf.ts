import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';
import { moneyFlow } from './money-flow.ts';
import { WindowSum } from './window-sum.ts';

class Cmf implements Indicator<IndicatorBar, number> {
  private readonly flows: WindowSum;
  private readonly volumes: WindowSum;

  constructor(length: number) {
    this.flows = new WindowSum(length);
    this.volumes = new WindowSum(length);
  }

  update(bar: IndicatorBar): number | undefined {
    if (!Number.isFinite(bar.high + bar.low + bar.close + bar.volume)) return undefined;
    const flow = this.flows.push(moneyFlow(bar));
    const volume = this.volumes.push(bar.volume);
    if (!this.volumes.full) return undefined;
    return volume > 0 ? flow / volume : 0;
  }
}

/** Chaikin money flow, from -1 to 1. */
export function cmf(length: number): Indicator<IndicatorBar, number> {
  return new Cmf(period(length));
}

export const cmfPage: IndicatorPage = {
  name: 'cmf',
  title: 'Chaikin money flow',
  family: 'volume',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'sum(volume * ((close - low) - (high - close)) / (high - low)) / sum(volume) over the last `period` bars: -1 when all closed ' +
    'at their lows, 1 at their highs; 0 when nothing was traded. A bar without a range counts as 0, one without a volume is ' +
    'passed over.',
  make: cmf,
};
