import { type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { trueRange } from './true-range.ts';
import { WindowSum } from './window-sum.ts';

class Pressure {
  private readonly buying: WindowSum;
  private readonly range: WindowSum;

  constructor(length: number) {
    this.buying = new WindowSum(length);
    this.range = new WindowSum(length);
  }

  get full(): boolean {
    return this.range.full;
  }

  push(buying: number, range: number): number {
    const bought = this.buying.push(buying);
    const total = this.range.push(range);
    return total > 0 ? bought / total : 0;
  }
}

class Ultimate implements Indicator<IndicatorBar, number> {
  private readonly short: Pressure;
  private readonly medium: Pressure;
  private readonly long: Pressure;
  private previousClose = Number.NaN;

  constructor(short: number, medium: number, long: number) {
    this.short = new Pressure(short);
    this.medium = new Pressure(medium);
    this.long = new Pressure(long);
  }

  update(bar: IndicatorBar): number | undefined {
    const { high, low, close } = bar;
    if (!Number.isFinite(high - low + close)) return undefined;
    const { previousClose } = this;
    this.previousClose = close;
    if (Number.isNaN(previousClose)) return undefined;
    const buying = close - (low < previousClose ? low : previousClose);
    const range = trueRange(high, low, previousClose);
    const short = this.short.push(buying, range);
    const medium = this.medium.push(buying, range);
    const long = this.long.push(buying, range);
    if (!this.short.full || !this.medium.full || !this.long.full) return undefined;
    return (100 * (4 * short + 2 * medium + long)) / 7;
  }
}

/** Ultimate oscillator: buying pressure over true range on three windows, weighted 4 : 2 : 1, in percent. O(1). */
export function ultimate(short = 7, medium = 14, long = 28): Indicator<IndicatorBar, number> {
  return new Ultimate(period(short, 'short'), period(medium, 'medium'), period(long, 'long'));
}

export const ultimatePage: IndicatorPage = {
  name: 'ultimate',
  title: 'Ultimate oscillator',
  family: 'momentum',
  input: 'bar',
  outputs: ['value'],
  parameters: [
    { name: 'short', default: 7, min: 1 },
    { name: 'medium', default: 14, min: 1 },
    { name: 'long', default: 28, min: 1 },
  ],
  warmup: (short, medium, long) => Math.max(short, medium, long) + 1,
  cost: 'O(1)',
  about:
    '100 x (4 short + 2 medium + long) / 7, each the sum of close - min(low, previous close) over the sum of true ranges; a window ' +
    'without any range counts as 0. Source: Williams (1985).',
  make: ultimate,
};
