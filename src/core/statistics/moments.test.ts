import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { S } from '../../../test/fixtures/series.ts';
import { covarianceOf, kurtosis, mean, skewness, standardDeviation, variance } from './moments.ts';

describe('moments', () => {
  it.each([
    ['A', quant.perf.A, quant.perf.A.r],
    ['one', quant.perf.one, quant.perf.one.r],
    ['two', quant.perf.two, quant.perf.two.r],
    ['S(42, 250)', quant.perf.S42_250, S(42, 250)],
  ] as const)('of %s equal the reference', (_, expected, returns) => {
    expectClose(mean(returns), expected.mean);
    expectClose(standardDeviation(returns), expected.sd);
    expectClose(skewness(returns), expected.skew);
    expectClose(kurtosis(returns), expected.kurt);
  });

  it('survive a large offset: the naive variance of these is −128', () => {
    const values = [4, 7, 13, 16].map((value) => 1e9 + value);
    expect(variance(values)).toBe(30);
    expect(variance(values, 0)).toBe(22.5);
  });

  it('take a spread of rounding size for none', () => {
    const constant = new Float64Array(250).fill(0.001);
    expect(standardDeviation(constant)).toBe(0);
    expect(skewness(constant)).toBeNaN();
    expect(kurtosis(constant)).toBeNaN();
    expect(standardDeviation([1, 1 + 1e-9])).toBeGreaterThan(0);
  });

  it('are NaN where there is too little', () => {
    expect(mean([])).toBeNaN();
    expect(variance([1])).toBeNaN();
    expect(variance([1], 0)).toBe(0);
    expect(covarianceOf([1], [2])).toBeNaN();
  });

  it('hold for any sample: kurtosis >= skewness² + 1, and a series with itself covaries as its variance', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 }), (values) => {
        expectClose(covarianceOf(values, values), variance(values));
        if (standardDeviation(values) === 0) return;
        expect(kurtosis(values)).toBeGreaterThanOrEqual(skewness(values) ** 2 + 1 - 1e-9);
      }),
    );
  });
});
