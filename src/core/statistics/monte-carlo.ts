import { assert } from '../base/assert.ts';
import { normal, type Random } from '../base/random.ts';
import { semidefiniteCholesky } from './cholesky.ts';
import type { Columns } from './covariance.ts';
import type { SquareMatrix } from './matrix.ts';
import { ledoitWolfIdentity } from './shrinkage.ts';
import { conditionalValueAtRisk, historicalValueAtRisk } from './value-at-risk.ts';

/** Losses positive, in the units of the exposures. */
export interface TailRisk {
  readonly valueAtRisk: number;
  readonly expectedShortfall: number;
}

/**
 * `scenarios` rows of `size` standard normal numbers each. Drawn once and passed to every portfolio that is to be compared:
 * with common random numbers the difference of two risks is not noise.
 */
export function standardNormals(random: Random, scenarios: number, size: number): Float64Array {
  const draws = new Float64Array(scenarios * size);
  for (let k = 0; k < draws.length; k++) draws[k] = normal(random);
  return draws;
}

/** The profit of each scenario: exposuresᵀ·L·z with L·Lᵀ the covariance of returns, means taken as zero. */
export function simulateProfits(
  exposures: ArrayLike<number>,
  factor: SquareMatrix,
  normals: ArrayLike<number>,
): Float64Array {
  const { size, values } = factor;
  assert(exposures.length === size, () => `${size} exposures were expected, had ${exposures.length}`);
  assert(normals.length % size === 0, 'the normal draws are whole rows');
  const loadings = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) loadings[j] += exposures[i] * values[i * size + j];
  }
  const profits = new Float64Array(normals.length / size);
  for (let s = 0; s < profits.length; s++) {
    let profit = 0;
    for (let j = 0; j < size; j++) profit += loadings[j] * normals[s * size + j];
    profits[s] = profit;
  }
  return profits;
}

/**
 * VaR and ES of a portfolio by simulation: joint normal returns with the Ledoit-Wolf covariance of the columns (towards
 * μI), one period ahead. Exposures are signed: fractions of equity, or money. NaN where the columns are not finite.
 */
export function monteCarloTailRisk(
  exposures: ArrayLike<number>,
  columns: Columns,
  confidence: number,
  normals: ArrayLike<number>,
): TailRisk {
  const factor = semidefiniteCholesky(ledoitWolfIdentity(columns).covariance);
  if (factor === undefined) return { valueAtRisk: Number.NaN, expectedShortfall: Number.NaN };
  const profits = simulateProfits(exposures, factor, normals);
  return {
    valueAtRisk: historicalValueAtRisk(profits, confidence),
    expectedShortfall: conditionalValueAtRisk(profits, confidence),
  };
}
