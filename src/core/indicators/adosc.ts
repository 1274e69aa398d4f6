import { period, type Indicator, type IndicatorBar, type IndicatorPage } from './indicator.ts';
import { moneyFlow } from './money-flow.ts';

class Adosc implements Indicator<IndicatorBar, number> {
  private readonly fastWeight: number;
  private readonly slowWeight: number;
  private readonly warmup: number;
  private count = 0;
  /**
   * How far the line is above its fast and its slow average. The line itself is a running total that may grow without
   * bound; only these distances are needed, and they forget.
   */
  private overFast = 0;
  private overSlow = 0;

  constructor(fast: number, slow: number) {
    this.fastWeight = 2 / (fast + 1);
    this.slowWeight = 2 / (slow + 1);
    this.warmup = Math.max(fast, slow);
  }

  update(bar: IndicatorBar): number | undefined {
    if (!Number.isFinite(bar.high + bar.low + bar.close + bar.volume)) return undefined;
    // both averages start on the line
    if (this.count > 0) {
      const flow = moneyFlow(bar);
      this.overFast = (this.overFast + flow) * (1 - this.fastWeight);
      this.overSlow = (this.overSlow + flow) * (1 - this.slowWeight);
    }
    if (this.count < this.warmup) this.count += 1;
    return this.count < this.warmup ? undefined : this.overSlow - this.overFast;
  }
}

/** Chaikin oscillator: how far the fast average of the accumulation/distribution line is above the slow one. */
export function adosc(fast = 3, slow = 10): Indicator<IndicatorBar, number> {
  return new Adosc(period(fast, 'fast'), period(slow, 'slow'));
}

export const adoscPage: IndicatorPage = {
  name: 'adosc',
  title: 'Chaikin oscillator',
  family: 'volume',
  input: 'bar',
  outputs: ['value'],
  parameters: [
    { name: 'fast', default: 3, min: 1 },
    { name: 'slow', default: 10, min: 1 },
  ],
  warmup: (fast, slow) => Math.max(fast, slow),
  cost: 'O(1)',
  about:
    'EMA(fast) - EMA(slow) of the accumulation/distribution line, both seeded with its first value as in TA-Lib. Computed from ' +
    'the distances between the line and its averages, so that the growth of the line costs no digits. A bar without a ' +
    'volume is passed over.',
  make: adosc,
};
