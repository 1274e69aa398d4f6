import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, expectPrinted } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { covarianceColumns } from '../../../test/fixtures/series.ts';
import { semidefiniteCholesky } from './cholesky.ts';
import { sampleCovariance } from './covariance.ts';
import { ledoitWolfConstantCorrelation, ledoitWolfIdentity, oracleApproximating } from './shrinkage.ts';

const columns = covarianceColumns();
const estimators = [ledoitWolfIdentity, ledoitWolfConstantCorrelation, oracleApproximating];

describe('shrinkage', () => {
  it('of Ledoit and Wolf towards the identity equals the reference', () => {
    const { covariance, intensity } = ledoitWolfIdentity(columns);
    expectClose(intensity, quant.cov.lw_identity_delta);
    quant.cov.lw_cov.flat().forEach((expected, k) => expectClose(covariance.values[k], expected));
  });

  it('of Ledoit and Wolf towards a constant correlation equals the reference', () => {
    const { covariance, intensity, meanCorrelation } = ledoitWolfConstantCorrelation(columns);
    expectPrinted(intensity, '.181823293026');
    expectPrinted(meanCorrelation, '-.0221114007506');
    const sample = sampleCovariance(columns, 0).values;
    for (let i = 0; i < 5; i++) expectClose(covariance.values[i * 6], sample[i * 6]);
    const target = meanCorrelation * Math.sqrt(sample[0] * sample[6]);
    expectClose(covariance.values[1], (1 - intensity) * sample[1] + intensity * target);
  });

  it('by oracle approximation equals the reference', () => {
    expectClose(oracleApproximating(columns).intensity, quant.cov.oas_delta);
  });

  it.each(estimators)('%o keeps the average variance, stays in [0, 1] and factors', (estimate) => {
    const column = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 8 }), (given) => {
        const { covariance, intensity } = estimate(given);
        expect(intensity).toBeGreaterThanOrEqual(0);
        expect(intensity).toBeLessThanOrEqual(1);
        const sample = sampleCovariance(given, 0);
        const trace = (values: Float64Array): number =>
          values.reduce((sum, value, k) => sum + (k % (given.length + 1) === 0 ? value : 0), 0);
        expectClose(trace(covariance.values), trace(sample.values));
        expect(semidefiniteCholesky(covariance)).toBeDefined();
      }),
    );
  });

  it('a series that does not move leaves the others their intensity', () => {
    const { covariance, intensity } = ledoitWolfConstantCorrelation([
      [1, 2, 3, 1],
      [5, 5, 5, 5],
      [2, 1, 4, 0],
    ]);
    expect(intensity).toBeGreaterThan(0);
    expect(covariance.values[4]).toBe(0);
    expect(covariance.values.every(Number.isFinite)).toBe(true);
    expect(oracleApproximating([[1, 3]]).intensity).toBe(1);
  });

  it('of one column is that column, and of a flat one nothing', () => {
    for (const estimate of estimators) {
      expectClose(estimate([[1, 3]]).covariance.values[0], 1);
      expect([
        ...estimate([
          [2, 2, 2],
          [2, 2, 2],
        ]).covariance.values,
      ]).toEqual([0, 0, 0, 0]);
      expect(() => estimate([[]])).toThrow('at least one row');
    }
  });
});
