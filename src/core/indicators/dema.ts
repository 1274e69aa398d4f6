import { ema } from './ema.ts';
import { type Indicator, type IndicatorPage, period } from './indicator.ts';

class Dema implements Indicator<number, number> {
  private readonly first: Indicator<number, number>;
  private readonly second: Indicator<number, number>;

  constructor(length: number) {
    this.first = ema(length);
    this.second = ema(length);
  }

  update(value: number): number | undefined {
    const once = this.first.update(value);
    if (once === undefined) return undefined;
    const twice = this.second.update(once);
    return twice === undefined ? undefined : 2 * once - twice;
  }
}

/** Double exponential moving average: 2 EMA - EMA(EMA), which cancels the first-order lag. O(1). */
export function dema(length: number): Indicator<number, number> {
  return new Dema(period(length));
}

export const demaPage: IndicatorPage = {
  name: 'dema',
  title: 'Double exponential moving average',
  family: 'trend',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => 2 * length - 1,
  cost: 'O(1)',
  about: '2 EMA - EMA(EMA), each seeded with the mean of its first `period` inputs. Source: Mulloy (1994).',
  make: dema,
};
