import { period, type IndicatorPage, type PairIndicator } from './indicator.ts';
import { WindowComoments } from './window-comoments.ts';

class RollingBeta implements PairIndicator<number> {
  private readonly moments: WindowComoments;

  constructor(length: number) {
    this.moments = new WindowComoments(length);
  }

  update(x: number, y: number): number | undefined {
    if (!Number.isFinite(x + y)) return undefined;
    const { moments } = this;
    if (!moments.push(x, y)) return undefined;
    return moments.flatX ? 0 : moments.codeviations / moments.deviationsX;
  }
}

/** Slope of y on x over the last pairs: `update(x, y)`, the benchmark first. */
export function rollingBeta(length: number): PairIndicator<number> {
  return new RollingBeta(period(length, 'period', 2));
}

export const rollingBetaPage: IndicatorPage = {
  name: 'rollingBeta',
  title: 'Rolling beta',
  family: 'rolling',
  input: 'pair',
  outputs: ['value'],
  parameters: [{ name: 'period', default: 30, min: 2 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'cov(x, y) / var(x) of the last `period` pairs: the slope of y on x, so the benchmark is x. Of the values as given, where ' +
    'TA-Lib BETA takes prices and turns them into simple returns: give returns for the beta of returns, prices for a hedge ' +
    'ratio. 0 where x is constant.',
  make: rollingBeta,
};
