import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import { covarianceColumns } from '../../../test/fixtures/series.ts';
import { sampleCovariance } from './covariance.ts';
import { matrixOf, zeros } from './matrix.ts';
import { standardDeviation } from './moments.ts';
import * as measure from './risk-measures.ts';

const columns = covarianceColumns();
const covariance = sampleCovariance(columns);
const weightLists = fc.array(
  fc.integer({ min: -100, max: 100 }).map((percent) => percent / 100),
  { minLength: 5, maxLength: 5 },
);

describe('the risk of a portfolio', () => {
  it('is the deviation of its own return series', () => {
    fc.assert(
      fc.property(weightLists, (weights) => {
        const series = columns[0].map((_, t) => weights.reduce((sum, weight, i) => sum + weight * columns[i][t], 0));
        expect(measure.portfolioVolatility(weights, covariance)).toBeCloseTo(standardDeviation(series), 12);
      }),
    );
  });

  it('is the sum of its components', () => {
    fc.assert(
      fc.property(weightLists, (weights) => {
        fc.pre(weights.some((weight) => weight !== 0));
        const components = measure.componentContributions(weights, covariance);
        expectClose(
          components.reduce((sum, value) => sum + value, 0),
          measure.portfolioVolatility(weights, covariance),
        );
      }),
    );
  });

  it('grows by the marginal contribution', () => {
    const weights = [0.5, -0.2, 0.3, 0.1, 0];
    const marginal = measure.marginalContributions(weights, covariance);
    weights.forEach((_, i) => {
      const bumped = (step: number): number =>
        measure.portfolioVolatility(
          weights.map((weight, k) => (k === i ? weight + step : weight)),
          covariance,
        );
      expect((bumped(1e-5) - bumped(-1e-5)) / 2e-5).toBeCloseTo(marginal[i], 8);
    });
  });

  it('of nothing has no parts', () => {
    expect(
      measure.portfolioVolatility(
        [0, 0],
        matrixOf([
          [1, 0],
          [0, 1],
        ]),
      ),
    ).toBe(0);
    expect([...measure.marginalContributions([1, 1], zeros(2))]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('concentration', () => {
  it('is 1 for a single position, 1/N for equal ones whatever their side', () => {
    expect(measure.concentration([0, -500])).toBe(1);
    expect(measure.concentration([100, -100, 100, -100])).toBe(0.25);
    expect(measure.concentration([3, 1])).toBe(0.625);
    expect(measure.concentration([])).toBeNaN();
  });
});

describe('volatility targeting', () => {
  it('scales to the target, up to the cap', () => {
    expect(measure.volatilityTargetWeight(0.1, 0.2, 2)).toBe(0.5);
    expect(measure.volatilityTargetWeight(0.1, 0.01, 2)).toBe(2);
    expect(measure.volatilityTargetWeight(0.1, 0, 2)).toBe(2);
    expect(measure.volatilityTargetWeight(0.1, Number.NaN, 2)).toBe(0);
  });
});
