import { describe, expect, it } from 'vitest';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { DAY_US } from '../base/time.ts';
import { dailyReturns, type DailyEquity, measure } from './measures.ts';

function daily(equity: readonly number[], gross: readonly number[] = equity.map(() => 0)): DailyEquity {
  return { closeUs: equity.map((_, i) => (i + 1) * DAY_US), equity, grossExposure: gross, length: equity.length };
}

function of(equity: readonly number[], more: Partial<Parameters<typeof measure>[0]> = {}) {
  return measure({ startEquity: 100, daily: daily(equity), traded: 0, periodsPerYear: 252, ...more });
}

describe('daily returns', () => {
  it('are simple, the first from the starting equity', () => {
    expect([...dailyReturns(100, daily([110, 99]))].map((value) => Number(value.toFixed(12)))).toEqual([0.1, -0.1]);
  });

  it('are -1 and then 0 once equity is gone', () => {
    expect([...dailyReturns(100, daily([50, -10, -20]))]).toEqual([-0.5, -1, 0]);
  });
});

describe('measures of equity', () => {
  it('are those of the returns it was made of', () => {
    const returns = [0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1];
    let level = 100;
    const measures = of(returns.map((change) => (level *= 1 + change)));
    expect(measures.cagr).toBeCloseTo(2.3302927973, 9);
    expect(measures.volatility).toBeCloseTo(0.9136465399704637, 12);
    expect(measures.sharpe).toBeCloseTo(1.7238613961706857, 9);
    expect(measures.sortino).toBeCloseTo(2.6055312516736917, 9);
    expect(measures.maxDrawdown).toBeCloseTo(-0.1, 12);
    expect(measures.calmar).toBeCloseTo(23.302927973, 7);
    expect(measures.omega).toBeCloseTo(1.357142857143, 10);
    expect(measures.tailRatio).toBeCloseTo(0.955696202532, 10);
    expect(measures.periodsPerYear).toBe(252);
    expect(quant).toBeDefined();
  });

  it('have no ratio before there are two sessions', () => {
    expect(of([101]).sharpe).toBeNaN();
    expect(of([]).exposure).toBeNaN();
    expect(of([]).turnover).toBeNaN();
    expect(of([]).grossExposure).toBeNaN();
    expect(of([]).maxDrawdownDays).toBe(0);
  });

  it('the longest drawdown runs in calendar days from the peak to the recovery, or to the end', () => {
    expect(of([101, 102, 103]).maxDrawdownDays).toBe(0);
    expect(of([110, 105, 100, 110, 109, 111]).maxDrawdownDays).toBe(3);
    expect(of([110, 105, 111, 100, 100, 100]).maxDrawdownDays).toBe(3);
    expect(of([99, 98, 97]).maxDrawdownDays).toBe(2);
    const weekend = { ...daily([110, 105, 111]), closeUs: [5, 8, 9].map((day) => day * DAY_US) };
    expect(measure({ startEquity: 100, daily: weekend, traded: 0, periodsPerYear: 252 }).maxDrawdownDays).toBe(4);
  });

  it('turnover is half of what was traded over the mean equity, a year', () => {
    // 400 traded in a quarter of a year on an equity of 100: 2 in the quarter, 8 a year
    expect(
      of(
        Array.from({ length: 63 }, () => 100),
        { traded: 400 },
      ).turnover,
    ).toBeCloseTo(8, 12);
    expect(of([-5, -5], { traded: 100 }).turnover).toBeCloseTo(63, 12);
  });

  it('exposure is the share of sessions with a position, gross the mean of it over equity', () => {
    const measures = measure({
      startEquity: 100,
      daily: daily([100, 100, 200, -1], [0, 50, 300, 10]),
      traded: 0,
      periodsPerYear: 252,
    });
    expect(measures.exposure).toBe(0.75);
    expect(measures.grossExposure).toBe(0.5);
  });

  it('alpha, beta and the information ratio are against the benchmark’s returns of the same sessions', () => {
    const alone = of([101, 103, 102]);
    expect([alone.alpha, alone.beta, alone.informationRatio]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const benchmark = dailyReturns(100, daily([101, 103, 102]));
    const measures = of([102, 106.04040404, 103.98136], { benchmark: benchmark.map((value) => 2 * value) });
    expect(measures.beta).toBeCloseTo(1, 3);
    expect(of([101, 103, 102], { benchmark }).beta).toBeCloseTo(1, 12);
    expect(of([101, 103, 102], { benchmark }).alpha).toBeCloseTo(0, 12);
  });
});
