import { period, type IndicatorPage, type PairIndicator } from './indicator.ts';
import { WindowComoments } from './window-comoments.ts';

class RollingCorrelation implements PairIndicator<number> {
  private readonly moments: WindowComoments;

  constructor(length: number) {
    this.moments = new WindowComoments(length);
  }

  update(x: number, y: number): number | undefined {
    if (!Number.isFinite(x + y)) return undefined;
    const { moments } = this;
    if (!moments.push(x, y)) return undefined;
    if (moments.flatX || moments.flatY) return 0;
    const correlation = moments.codeviations / Math.sqrt(moments.deviationsX * moments.deviationsY);
    return Math.max(-1, Math.min(1, correlation));
  }
}

/** Pearson's correlation of the last pairs: `update(x, y)`. */
export function rollingCorrelation(length: number): PairIndicator<number> {
  return new RollingCorrelation(period(length, 'period', 2));
}

export const rollingCorrelationPage: IndicatorPage = {
  name: 'rollingCorrelation',
  title: 'Rolling correlation',
  family: 'rolling',
  input: 'pair',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 30, min: 2 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    "Pearson's correlation of the last `period` pairs (x, y), of the values as given: give returns to correlate returns. 0 " +
    'where either series is constant, as TA-Lib CORREL.',
  make: rollingCorrelation,
};
