import { ema } from './ema.ts';
import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { roc } from './roc.ts';

class Trix implements Indicator<number, number> {
  private readonly first: Indicator<number, number>;
  private readonly second: Indicator<number, number>;
  private readonly third: Indicator<number, number>;
  private readonly change: Indicator<number, number>;

  constructor(length: number) {
    this.first = ema(length);
    this.second = ema(length);
    this.third = ema(length);
    this.change = roc(1);
  }

  update(value: number): number | undefined {
    const once = this.first.update(value);
    if (once === undefined) return undefined;
    const twice = this.second.update(once);
    if (twice === undefined) return undefined;
    const thrice = this.third.update(twice);
    return thrice === undefined ? undefined : this.change.update(thrice);
  }
}

/** TRIX: the change a step of a triple EMA, in percent. O(1). */
export function trix(length = 15): Indicator<number, number> {
  return new Trix(period(length));
}

export const trixPage: IndicatorPage = {
  name: 'trix',
  title: 'TRIX',
  family: 'momentum',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 15, min: 1 }],
  warmup: (length) => 3 * length - 1,
  cost: 'O(1)',
  about:
    'The one-step rate of change, in percent, of EMA(EMA(EMA)), each seeded with the mean of its first `period` inputs. ' +
    'Source: Hutson (1983).',
  make: trix,
};
