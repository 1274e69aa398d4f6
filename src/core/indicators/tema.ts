import { ema } from './ema.ts';
import { type Indicator, type IndicatorPage, period } from './indicator.ts';

class Tema implements Indicator<number, number> {
  private readonly first: Indicator<number, number>;
  private readonly second: Indicator<number, number>;
  private readonly third: Indicator<number, number>;

  constructor(length: number) {
    this.first = ema(length);
    this.second = ema(length);
    this.third = ema(length);
  }

  update(value: number): number | undefined {
    const once = this.first.update(value);
    if (once === undefined) return undefined;
    const twice = this.second.update(once);
    if (twice === undefined) return undefined;
    const thrice = this.third.update(twice);
    return thrice === undefined ? undefined : 3 * once - 3 * twice + thrice;
  }
}

/** Triple exponential moving average: 3 EMA - 3 EMA(EMA) + EMA(EMA(EMA)). O(1). */
export function tema(length: number): Indicator<number, number> {
  return new Tema(period(length));
}

export const temaPage: IndicatorPage = {
  name: 'tema',
  title: 'Triple exponential moving average',
  family: 'trend',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 1 }],
  warmup: (length) => 3 * length - 2,
  cost: 'O(1)',
  about:
    '3 EMA - 3 EMA(EMA) + EMA(EMA(EMA)), each seeded with the mean of its first `period` inputs. Source: Mulloy (1994).',
  make: tema,
};
