import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import { covarianceColumns } from '../../../test/fixtures/series.ts';
import { namedRandom } from '../base/random.ts';
import { cholesky } from './cholesky.ts';
import { matrixOf } from './matrix.ts';
import { variance } from './moments.ts';
import { monteCarloTailRisk, simulateProfits, standardNormals } from './monte-carlo.ts';
import { normalPdf, normalQuantile } from './normal.ts';
import { portfolioVolatility } from './risk-measures.ts';
import { ledoitWolfIdentity } from './shrinkage.ts';

const columns = covarianceColumns();
const weights = [0.4, 0.3, -0.2, 0.3, 0.2];
const normals = standardNormals(namedRandom(42, 'risk/monte-carlo'), 20_000, 5);

describe('Monte Carlo value at risk', () => {
  it('comes near the closed form of its own model', () => {
    const sigma = portfolioVolatility(weights, ledoitWolfIdentity(columns).covariance);
    for (const confidence of [0.95, 0.99]) {
      const z = normalQuantile(1 - confidence);
      const { valueAtRisk, expectedShortfall } = monteCarloTailRisk(weights, columns, confidence, normals);
      expect(valueAtRisk / (-z * sigma)).toBeCloseTo(1, 1);
      expect(expectedShortfall / ((sigma * normalPdf(z)) / (1 - confidence))).toBeCloseTo(1, 1);
      expect(expectedShortfall).toBeGreaterThan(valueAtRisk);
    }
  });

  it('with common random numbers a portfolio twice as large risks exactly twice as much', () => {
    const once = monteCarloTailRisk(weights, columns, 0.95, normals);
    const twice = monteCarloTailRisk(
      weights.map((weight) => 2 * weight),
      columns,
      0.95,
      normals,
    );
    expectClose(twice.valueAtRisk, 2 * once.valueAtRisk);
    expectClose(twice.expectedShortfall, 2 * once.expectedShortfall);
    expect(monteCarloTailRisk(weights, columns, 0.95, normals)).toEqual(once);
  });

  it('profits are the exposures times correlated returns', () => {
    const factor = cholesky(
      matrixOf([
        [4, 2],
        [2, 10],
      ]),
    );
    expect(factor).toBeDefined();
    if (factor === undefined) return;
    // L = [[2, 0], [1, 3]]; z = (1, −1) makes the returns (2, −2).
    expect([...simulateProfits([10, 1], factor, [1, -1, 0, 1])]).toEqual([18, 3]);
    expect(() => simulateProfits([1], factor, [1, 1])).toThrow('2 exposures');
    expect(() => simulateProfits([1, 1], factor, [1])).toThrow('whole rows');
    const many = simulateProfits([1, 1], factor, standardNormals(namedRandom(1, 'twin'), 20_000, 2));
    expect(variance(many) / 18).toBeCloseTo(1, 1);
  });

  it('is nothing for series that do not move, unknown for broken ones', () => {
    const flat = monteCarloTailRisk(
      [1, 1],
      [
        [0, 0],
        [0, 0],
      ],
      0.95,
      new Float64Array([1, 2, 3, 4]),
    );
    expect(flat.valueAtRisk).toBeCloseTo(0, 15);
    expect(monteCarloTailRisk([1], [[Number.NaN, 1]], 0.95, [1]).valueAtRisk).toBeNaN();
  });
});
