import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { covarianceColumns } from '../../../test/fixtures/series.ts';
import { correlationOf, ewmaCovariance, sampleCovariance } from './covariance.ts';
import { dot, matrixOf, times } from './matrix.ts';
import { covarianceOf } from './moments.ts';
import { ewmaVolatility } from './value-at-risk.ts';

const columns = covarianceColumns();

describe('covariance', () => {
  it('the correlation matrix equals the reference', () => {
    const correlation = correlationOf(sampleCovariance(columns)).values;
    quant.cov.corr.flat().forEach((expected, k) => expectClose(correlation[k], expected));
  });

  it('of a sample is that of each pair', () => {
    const matrix = sampleCovariance(columns).values;
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) expectClose(matrix[i * 5 + j], covarianceOf(columns[i], columns[j]));
    }
  });

  it('by EWMA has the squared volatilities on its diagonal', () => {
    const matrix = ewmaCovariance(columns).values;
    columns.forEach((column, i) => expectClose(Math.sqrt(matrix[i * 6]), ewmaVolatility(column)));
    expect([...ewmaCovariance([[2], [3]]).values]).toEqual([4, 6, 6, 9]);
    const two = ewmaCovariance(
      [
        [1, 3],
        [1, -1],
      ],
      0.5,
    ).values;
    expect([...two]).toEqual([5, -1, -1, 1]);
  });

  it('by EWMA is positive semidefinite', () => {
    const row = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), row, (rows, direction) => {
        const matrix = ewmaCovariance([0, 1, 2].map((i) => rows.map((values) => values[i])));
        expect(dot(direction, times(matrix, direction))).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  it('a series that does not move correlates with nothing', () => {
    const correlation = correlationOf(
      sampleCovariance([
        [1, 2, 3],
        [5, 5, 5],
        [3, 2, 1],
      ]),
    );
    expect([...correlation.values].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([
      1, 0, -1, 0, 1, 0, -1, 0, 1,
    ]);
    expect(
      correlationOf(
        matrixOf([
          [1, 1 + 1e-15],
          [1 + 1e-15, 1],
        ]),
      ).values[1],
    ).toBe(1);
  });

  it('says what it takes', () => {
    expect(() => sampleCovariance([])).toThrow('at least one column');
    expect(() => sampleCovariance([[1, 2], [1]])).toThrow('one length');
    expect(() => sampleCovariance([[1]])).toThrow('more than 1 rows');
    expect(() => ewmaCovariance([[]])).toThrow('at least one row');
  });
});
