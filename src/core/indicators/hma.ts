import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { wma } from './wma.ts';

class Hma implements Indicator<number, number> {
  private readonly half: Indicator<number, number>;
  private readonly whole: Indicator<number, number>;
  private readonly smooth: Indicator<number, number>;

  constructor(length: number) {
    this.half = wma(Math.floor(length / 2));
    this.whole = wma(length);
    this.smooth = wma(Math.floor(Math.sqrt(length)));
  }

  update(value: number): number | undefined {
    const half = this.half.update(value);
    const whole = this.whole.update(value);
    return half === undefined || whole === undefined ? undefined : this.smooth.update(2 * half - whole);
  }
}

/** Hull moving average: WMA(2 WMA(period / 2) - WMA(period)) over the square root of the period, both cut to whole numbers. O(1). */
export function hma(length: number): Indicator<number, number> {
  return new Hma(period(length, 'period', 2));
}

export const hmaPage: IndicatorPage = {
  name: 'hma',
  title: 'Hull moving average',
  family: 'trend',
  input: 'value',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 2 }],
  warmup: (length) => length + Math.floor(Math.sqrt(length)) - 1,
  cost: 'O(1)',
  about:
    'WMA over floor(sqrt(period)) of 2 WMA(floor(period / 2)) - WMA(period). Source: Hull (2005), who cuts both to whole numbers.',
  make: hma,
};
