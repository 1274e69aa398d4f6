import { assert } from '../base/assert.ts';
import { type Columns, centred, correlationOf, crossProducts, rowsOf } from './covariance.ts';
import { type SquareMatrix, meanDiagonal, zeros } from './matrix.ts';

/**
 * Covariance estimates that stay usable when there are few rows: (1 − δ)S + δF, the sample covariance S (divided by T)
 * pulled towards a target F by the intensity δ in [0, 1]. Positive semidefinite, as S and F are. Columns as in
 * `covariance.ts`, at least one row.
 */
export interface ShrunkCovariance {
  readonly covariance: SquareMatrix;
  readonly intensity: number;
}

interface Sample {
  readonly rows: number;
  readonly centredColumns: readonly Float64Array[];
  readonly covariance: SquareMatrix;
}

/** Towards μI, μ the mean variance: δ = min(b², d²)/d² (Ledoit and Wolf 2004, "A well-conditioned estimator"). */
export function ledoitWolfIdentity(columns: Columns): ShrunkCovariance {
  const sample = sampleOf(columns);
  const { size } = sample.covariance;
  const target = scaledIdentity(sample.covariance);
  const distance = squaredDistance(sample.covariance, target) / size;
  let noise = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) noise += productVariance(sample, i, j);
  }
  noise /= sample.rows * size;
  return shrink(sample.covariance, target, distance > 0 ? Math.min(noise, distance) / distance : 0);
}

/**
 * Towards the sample's variances with one correlation r̄, the mean of all: δ = clip((π − ρ)/γ/T) (Ledoit and Wolf 2004,
 * "Honey, I shrunk the sample covariance matrix").
 */
export function ledoitWolfConstantCorrelation(columns: Columns): ShrunkCovariance & { meanCorrelation: number } {
  const sample = sampleOf(columns);
  const { size, values } = sample.covariance;
  const meanCorrelation = offDiagonalMean(correlationOf(sample.covariance));
  const target = zeros(size);
  let pi = 0;
  let rho = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const ratio = Math.sqrt(values[j * size + j] / values[i * size + i]);
      pi += productVariance(sample, i, j);
      if (i === j) {
        target.values[i * size + i] = values[i * size + i];
        rho += productVariance(sample, i, i);
      } else {
        target.values[i * size + j] = meanCorrelation * Math.sqrt(values[i * size + i] * values[j * size + j]);
        if (ratio > 0 && ratio < Number.POSITIVE_INFINITY) {
          const both = ratio * squareWithProduct(sample, i, j) + squareWithProduct(sample, j, i) / ratio;
          rho += (meanCorrelation / 2) * both;
        }
      }
    }
  }
  const gamma = squaredDistance(sample.covariance, target);
  const intensity = gamma > 0 ? Math.max(0, Math.min(1, (pi - rho) / gamma / sample.rows)) : 0;
  return { ...shrink(sample.covariance, target, intensity), meanCorrelation };
}

/**
 * Oracle approximating shrinkage towards μI, for normal returns (Chen, Wiesel, Eldar and Hero 2010): with a the mean of
 * S_ij², δ = min(1, (a + μ²)/((T + 1)(a − μ²/N))).
 */
export function oracleApproximating(columns: Columns): ShrunkCovariance {
  const { rows, covariance } = sampleOf(columns);
  const { size, values } = covariance;
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += values[k] * values[k];
  const average = squares / values.length;
  const level = meanDiagonal(covariance) ** 2;
  const below = (rows + 1) * (average - level / size);
  return shrink(covariance, scaledIdentity(covariance), below > 0 ? Math.min(1, (average + level) / below) : 1);
}

function sampleOf(columns: Columns): Sample {
  const rows = rowsOf(columns);
  assert(rows > 0, 'a shrunk covariance wants at least one row');
  const centredColumns = centred(columns);
  return { rows, centredColumns, covariance: crossProducts(centredColumns, rows) };
}

function shrink(sample: SquareMatrix, target: SquareMatrix, intensity: number): ShrunkCovariance {
  const covariance = zeros(sample.size);
  for (let k = 0; k < sample.values.length; k++) {
    covariance.values[k] = (1 - intensity) * sample.values[k] + intensity * target.values[k];
  }
  return { covariance, intensity };
}

function scaledIdentity(covariance: SquareMatrix): SquareMatrix {
  const target = zeros(covariance.size);
  const level = meanDiagonal(covariance);
  for (let i = 0; i < covariance.size; i++) target.values[i * covariance.size + i] = level;
  return target;
}

function squaredDistance(a: SquareMatrix, b: SquareMatrix): number {
  let sum = 0;
  for (let k = 0; k < a.values.length; k++) sum += (a.values[k] - b.values[k]) ** 2;
  return sum;
}

/** mean over t of (x_i x_j − s_ij)²: how uncertain that covariance is. */
function productVariance({ rows, centredColumns, covariance }: Sample, i: number, j: number): number {
  const level = covariance.values[i * covariance.size + j];
  let sum = 0;
  for (let t = 0; t < rows; t++) sum += (centredColumns[i][t] * centredColumns[j][t] - level) ** 2;
  return sum / rows;
}

/** mean over t of (x_i² − s_ii)(x_i x_j − s_ij). */
function squareWithProduct({ rows, centredColumns, covariance }: Sample, i: number, j: number): number {
  const own = covariance.values[i * covariance.size + i];
  const shared = covariance.values[i * covariance.size + j];
  const x = centredColumns[i];
  const y = centredColumns[j];
  let sum = 0;
  for (let t = 0; t < rows; t++) sum += (x[t] * x[t] - own) * (x[t] * y[t] - shared);
  return sum / rows;
}

function offDiagonalMean({ size, values }: SquareMatrix): number {
  if (size < 2) return 0;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) if (i !== j) sum += values[i * size + j];
  }
  return sum / (size * (size - 1));
}
