import { describe, expect, it } from 'vitest';
import { expectClose, expectPrinted } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import * as honesty from './honesty.ts';

const { paper, emax_unit_var: expectedMaxima } = quant.dsr;

describe('how much a Sharpe ratio is worth', () => {
  it.each([
    [100, paper.N100],
    [46, paper.N46],
  ] as const)('the deflated Sharpe ratio of the paper with %d trials', (trials, expected) => {
    const variance = paper.var_trials_ann / paper.obs_per_year;
    const sample = {
      sharpe: paper.SR_ann / Math.sqrt(paper.obs_per_year),
      periods: paper.T,
      skewness: paper.skew,
      kurtosis: paper.kurt,
    };
    expectPrinted(honesty.luckySharpe(trials, variance), String(expected.SR0));
    expectPrinted(honesty.deflatedSharpe(sample, trials, variance), String(expected.DSR));
  });

  it.each(Object.entries(expectedMaxima))('E[max] of %s trials', (trials, expected) => {
    expectClose(honesty.expectedMaximum(Number(trials)), expected);
  });

  it('one trial deflates nothing', () => {
    const sample = { sharpe: 0.1, periods: 100, skewness: 0, kurtosis: 3 };
    expect(honesty.expectedMaximum(1)).toBe(0);
    expect(honesty.deflatedSharpe(sample, 1, 0.2)).toBe(honesty.probabilisticSharpe(sample));
  });

  it('the minimum track record', () => {
    const sample = { sharpe: 0.1, skewness: -0.5, kurtosis: 4 };
    expectPrinted(honesty.minimumTrackRecord(sample), '287.111');
    expect(honesty.minimumTrackRecord(sample, 0.1)).toBe(Number.POSITIVE_INFINITY);
    const periods = honesty.minimumTrackRecord(sample, 0.02, 0.9);
    expectClose(honesty.probabilisticSharpe({ ...sample, periods }, 0.02), 0.9);
  });

  it('five years of data stand 45 trials', () => {
    expectPrinted(honesty.minimumBacktestYears(45), '4.998');
    expectClose(honesty.minimumBacktestYears(45, 2), honesty.minimumBacktestYears(45) / 4);
  });

  it('annualising with autocorrelation', () => {
    expectPrinted(honesty.sharpeAnnualisation(12, 0.2), '2.878849');
    expectClose(honesty.sharpeAnnualisation(12, 0), Math.sqrt(12));
  });

  it('the standard error', () => {
    expectClose(honesty.sharpeStandardError(0, 100), 0.1);
    expectClose(honesty.sharpeStandardError(0.2, 50), Math.sqrt(1.02 / 50));
  });

  it('is NaN where nothing can be said', () => {
    expect(honesty.probabilisticSharpe({ sharpe: 0.1, periods: 1, skewness: 0, kurtosis: 3 })).toBeNaN();
    expect(honesty.probabilisticSharpe({ sharpe: 1, periods: 50, skewness: 5, kurtosis: 3 })).toBeNaN();
  });
});
