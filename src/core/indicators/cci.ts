import { type Indicator, type IndicatorBar, type IndicatorPage, period } from './indicator.ts';
import { Window } from './window.ts';

/** Mean deviations below this part of the price are rounding, not movement. */
const ROUNDING = 1e-14;

class Cci implements Indicator<IndicatorBar, number> {
  private readonly length: number;
  private readonly window: Window;

  constructor(length: number) {
    this.length = length;
    this.window = new Window(length);
  }

  update(bar: IndicatorBar): number | undefined {
    const typical = (bar.high + bar.low + bar.close) / 3;
    if (!Number.isFinite(typical)) return undefined;
    this.window.push(typical);
    if (!this.window.full) return undefined;
    const { values } = this.window;
    const { length } = this;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += values[i] - typical;
    const offset = sum / length;
    let deviation = 0;
    for (let i = 0; i < length; i++) deviation += Math.abs(values[i] - typical - offset);
    return deviation > ROUNDING * length * Math.abs(typical) ? (-offset * length) / (0.015 * deviation) : 0;
  }
}

/** Commodity channel index: how many mean deviations the typical price lies from its mean. O(n). */
export function cci(length = 20): Indicator<IndicatorBar, number> {
  return new Cci(period(length, 'period', 2));
}

export const cciPage: IndicatorPage = {
  name: 'cci',
  title: 'Commodity channel index',
  family: 'momentum',
  input: 'bar',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 20, min: 2 }],
  warmup: (length) => length,
  cost: 'O(n)',
  about:
    '(typical price - its mean) / (0.015 x its mean absolute deviation) over `period` bars; 0 where nothing moved. The deviation is ' +
    'from a mean that moves with every bar, so each step reads the whole window: at usual periods that is faster than a tree. ' +
    'Source: Lambert (1980).',
  make: cci,
};
