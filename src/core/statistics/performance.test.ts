import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { S } from '../../../test/fixtures/series.ts';
import { maxDrawdown, maxDrawdownDuration, ulcerIndex } from './drawdowns.ts';
import { probabilisticSharpe } from './honesty.ts';
import * as measure from './performance.ts';

const N = 252;
const suite = quant.empyrical_suite;

describe('measures of returns', () => {
  it.each([
    ['A', quant.perf.A, quant.perf.A.r],
    ['one', quant.perf.one, quant.perf.one.r],
    ['two', quant.perf.two, quant.perf.two.r],
    ['S(42, 250)', quant.perf.S42_250, S(42, 250)],
  ] as const)('of %s equal the reference', (_, expected, returns) => {
    expectClose(measure.totalReturn(returns), expected.total);
    expectClose(measure.compoundGrowth(returns, N), expected.cagr);
    expectClose(measure.volatility(returns, N), expected.vol);
    expectClose(measure.sharpeRatio(returns, N), expected.sharpe);
    expectClose(measure.downsideDeviation(returns, N), expected.downside);
    expectClose(measure.sortinoRatio(returns, N), expected.sortino);
    expectClose(maxDrawdown(returns), expected.mdd);
    expectClose(measure.calmarRatio(returns, N), expected.calmar);
    expectClose(measure.omegaRatio(returns), expected.omega);
    expect(measure.profitFactor(returns)).toBe(measure.omegaRatio(returns));
    expect(measure.hitRate(returns)).toBe(expected.hit);
    expectClose(measure.tailRatio(returns), expected.tail);
    expectClose(measure.returnSkewness(returns), expected.skew);
    expectClose(measure.returnKurtosis(returns), expected.kurt);
    expectClose(ulcerIndex(returns), expected.ulcer);
    expectClose(measure.valueAtRisk95(returns), expected.var95_hist);
    expectClose(measure.conditionalValueAtRisk95(returns), expected.cvar95);
    expectClose(measure.stability(returns), expected.stability);
    const sample = {
      sharpe: measure.meanOverDeviation(returns),
      periods: returns.length,
      skewness: measure.returnSkewness(returns),
      kurtosis: measure.returnKurtosis(returns),
    };
    expectClose(probabilisticSharpe(sample), expected.psr0);
  });
});

describe('the suite of empyrical', () => {
  it.each([
    ['weekly', suite.weekly],
    ['monthly', suite.monthly],
  ] as const)('%s', (_, expected) => {
    expectClose(measure.compoundGrowth(expected.r, expected.N), expected.cagr);
    expectClose(measure.volatility(expected.r, expected.N), expected.vol);
    expectClose(measure.calmarRatio(expected.r, expected.N), expected.calmar);
    expectClose(measure.sortinoRatio(expected.r, expected.N), expected.sortino);
    expectClose(measure.downsideDeviation(expected.r, expected.N), expected.downside);
  });

  it('mixed, its missing first row dropped', () => {
    const { mixed } = suite;
    const returns = mixed.r.map((value) => value ?? Number.NaN);
    expectClose(measure.sharpeRatio(returns, N), mixed.sharpe);
    expectClose(measure.sharpeRatio(returns, N, [Number.NaN, ...mixed.rf]), mixed.sharpe_vs_rf);
    expectClose(measure.downsideDeviation(returns, N), mixed.downside);
    expectClose(measure.sortinoRatio(returns, N), mixed.sortino);
    expectClose(measure.sortinoRatio(returns, N, mixed.mar_per_day), mixed.sortino_mar);
    expectClose(measure.omegaRatio(returns, mixed.omega_threshold), mixed.omega);
    const threshold = measure.perPeriodRate(mixed.omega_annual_required, N);
    expectClose(measure.omegaRatio(returns, threshold), mixed.omega_annual);
    expectClose(measure.stability(returns), mixed.stability);
    expect(measure.compoundGrowth(returns, N)).toBe(measure.compoundGrowth(quant.perf.A.r, N));
  });

  it('positive, negative and up-down-up', () => {
    expectClose(measure.sharpeRatio(suite.positive.r, N), suite.positive.sharpe);
    expectClose(measure.sharpeRatio(suite.negative.r, N), suite.negative.sharpe);
    expectClose(measure.sortinoRatio(suite.negative.r, N), suite.negative.sortino);
    expectClose(maxDrawdown(suite.negative.r), suite.negative.mdd);
    expectClose(maxDrawdown(suite.all_negative.r), suite.all_negative.mdd);
    expectClose(maxDrawdown(suite.udu.r), suite.udu.mdd);
  });
});

describe('edge cases', () => {
  const alone: readonly [string, (returns: readonly number[]) => number][] = [
    ['total return', measure.totalReturn],
    ['CAGR', (r) => measure.compoundGrowth(r, N)],
    ['volatility', (r) => measure.volatility(r, N)],
    ['Sharpe', (r) => measure.sharpeRatio(r, N)],
    ['downside', (r) => measure.downsideDeviation(r, N)],
    ['Sortino', (r) => measure.sortinoRatio(r, N)],
    ['Calmar', (r) => measure.calmarRatio(r, N)],
    ['Omega', (r) => measure.omegaRatio(r)],
    ['hit rate', measure.hitRate],
    ['tail ratio', measure.tailRatio],
    ['skew', measure.returnSkewness],
    ['kurtosis', measure.returnKurtosis],
    ['VaR', measure.valueAtRisk95],
    ['CVaR', measure.conditionalValueAtRisk95],
    ['stability', measure.stability],
    ['max drawdown', maxDrawdown],
    ['its duration', maxDrawdownDuration],
    ['ulcer', ulcerIndex],
  ];

  it.each(alone)('%s of fewer than two returns is NaN', (_, of) => {
    expect(of([])).toBeNaN();
    expect(of([0.01])).toBeNaN();
    expect(of([0.01, Number.NaN])).toBeNaN();
  });

  it('a constant return has no Sharpe ratio, though its deviation in doubles is 6.5e-19', () => {
    const constant = new Float64Array(250).fill(0.001);
    expect(measure.sharpeRatio(constant, N)).toBeNaN();
    expect(measure.volatility(constant, N)).toBe(0);
    expect(measure.sharpeRatio(constant, N, 0.001)).toBeNaN();
  });

  it('excess over a rate carries the rounding of both', () => {
    const rates = Float64Array.from({ length: 100 }, (_, i) => 0.1 * (i + 1));
    expect(
      measure.sharpeRatio(
        rates.map((rate) => rate + 0.3),
        N,
        rates,
      ),
    ).toBeNaN();
    const tiny = rates.map((rate) => rate * 1e-16);
    expect(measure.sharpeRatio(tiny, N, 1)).toBeNaN();
  });

  it('gains without losses are infinitely good, nothing at all is nothing', () => {
    expect(measure.sortinoRatio([0.01, 0, 0.02], N)).toBe(Number.POSITIVE_INFINITY);
    expect(measure.omegaRatio([0.01, 0, 0.02])).toBe(Number.POSITIVE_INFINITY);
    expect(measure.calmarRatio([0.01, 0, 0.02], N)).toBe(Number.POSITIVE_INFINITY);
    // 0.3 against 0.1 + 0.2: a shortfall of one rounding is none.
    expect(measure.sortinoRatio([0.3, 0.4], N, 0.1 + 0.2)).toBe(Number.POSITIVE_INFINITY);
    expect(measure.sortinoRatio([0, 0], N)).toBeNaN();
    expect(measure.omegaRatio([0, 0])).toBeNaN();
    expect(measure.calmarRatio([0, 0], N)).toBeNaN();
    expect(measure.stability([0, 0, 0])).toBeNaN();
  });

  it('ruin compounds to −1, also when a second loss turns the product positive', () => {
    expect(measure.compoundGrowth([0.1, -1], N)).toBe(-1);
    expect(measure.compoundGrowth([-1.5, -1.5], N)).toBe(-1);
    expect(measure.stability([0.1, -1])).toBeNaN();
  });

  it('a fifth percentile of 0 has no tail ratio', () => {
    expect(measure.tailRatio([0, 0, 0, 0.1])).toBeNaN();
  });
});

describe('properties', () => {
  const returns = fc.array(
    fc.integer({ min: -500, max: 500 }).map((bps) => bps / 1e4),
    { minLength: 2, maxLength: 50 },
  );

  it('leverage leaves Sharpe and Sortino as they are', () => {
    // Powers of two, which doubles scale by without rounding: a mean of 0 has no sign to lose.
    fc.assert(
      fc.property(returns, fc.constantFrom(0.5, 2, 8), (rows, times) => {
        const levered = rows.map((value) => value * times);
        expect(measure.sharpeRatio(levered, N)).toBe(measure.sharpeRatio(rows, N));
        expect(measure.sortinoRatio(levered, N)).toBe(measure.sortinoRatio(rows, N));
      }),
    );
  });

  it('Sortino and Omega agree on the sign, and CVaR is no better than VaR', () => {
    fc.assert(
      fc.property(returns, (rows) => {
        const sortino = measure.sortinoRatio(rows, N);
        if (Math.abs(sortino) > 1e-9) expect(sortino > 0).toBe(measure.omegaRatio(rows) > 1);
        expect(measure.conditionalValueAtRisk95(rows)).toBeLessThanOrEqual(measure.valueAtRisk95(rows) + 1e-15);
      }),
    );
  });
});
