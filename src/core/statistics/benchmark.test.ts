import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { alpha, beta, informationRatio } from './benchmark.ts';

const B = [-0.06, -0.07, -0.01, -0.09, -0.02, -0.06, -0.08, -0.05];
const { A, one, two } = quant.perf;

describe('against a benchmark', () => {
  it('alpha and beta equal the reference', () => {
    expectClose(alpha(A.r, B, 252), quant.perf.alpha_beta_A_vs_B[0]);
    expectClose(beta(A.r, B), quant.perf.alpha_beta_A_vs_B[1]);
    expectClose(alpha(one.r, two.r, 252), quant.perf.alpha_beta_one_vs_two[0]);
    expectClose(beta(one.r, two.r), quant.perf.alpha_beta_one_vs_two[1]);
  });

  it('the information ratio is the Sharpe ratio of the difference', () => {
    // differences .02, .04, .06: mean .04, deviation .02
    expectClose(informationRatio([0.03, 0.05, 0.07], [0.01, 0.01, 0.01], 4), 4);
    expect(informationRatio(A.r, A.r, 252)).toBeNaN();
  });

  it('a row with a missing value counts for neither', () => {
    expect(beta([...A.r, Number.NaN, 0.5], [...B, 0.9, Number.NaN])).toBe(beta(A.r, B));
  });

  it('is NaN where there is nothing to compare with', () => {
    expect(beta([0.1, 0.2], [0.05, 0.05])).toBeNaN();
    expect(beta([0.1], [0.2])).toBeNaN();
    expect(alpha([0.1], [0.2], 252)).toBeNaN();
    expect(informationRatio([0.1], [0.2], 252)).toBeNaN();
    expect(alpha([-1.1, -1.1, -1.1], [0.1, 0, -0.1], 252)).toBeNaN();
    expect(() => beta([0.1], [0.2, 0.3])).toThrow('one length');
  });

  it('a levered benchmark has its leverage as beta and no alpha', () => {
    const rows = fc.array(
      fc.integer({ min: -500, max: 500 }).map((bps) => bps / 1e4),
      { minLength: 3, maxLength: 30 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: -3, max: 3 }), (benchmark, times) => {
        fc.pre(new Set(benchmark).size > 1);
        const returns = benchmark.map((value) => value * times);
        expect(beta(returns, benchmark)).toBeCloseTo(times, 9);
        expect(alpha(returns, benchmark, 252)).toBeCloseTo(0, 9);
      }),
    );
  });
});
