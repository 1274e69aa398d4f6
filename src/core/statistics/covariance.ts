import { assert } from '../base/assert.ts';
import { type SquareMatrix, zeros } from './matrix.ts';
import { mean } from './moments.ts';

/**
 * Covariance matrices of several return series: one column per instrument, all of one length, row t of each the same
 * moment, no missing values. Units: the square of those of the returns.
 */
export type Columns = readonly ArrayLike<number>[];

/** The number of rows of all columns; they must agree. */
export function rowsOf(columns: Columns): number {
  assert(columns.length > 0, 'a covariance wants at least one column');
  const rows = columns[0].length;
  for (const column of columns) assert(column.length === rows, 'columns of returns have one length');
  return rows;
}

/** Each column less its mean. */
export function centred(columns: Columns): Float64Array[] {
  return columns.map((column) => {
    const centre = mean(column);
    return Float64Array.from(column, (value) => value - centre);
  });
}

/** Σ(x − x̄)(y − ȳ)/(T − ddof). */
export function sampleCovariance(columns: Columns, ddof = 1): SquareMatrix {
  const rows = rowsOf(columns);
  assert(rows > ddof, () => `a covariance with ddof ${ddof} wants more than ${ddof} rows, had ${rows}`);
  return crossProducts(centred(columns), rows - ddof);
}

/** XᵀX / divisor of columns that need no centring any more. */
export function crossProducts(columns: Columns, divisor: number): SquareMatrix {
  const matrix = zeros(columns.length);
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let t = 0; t < columns[i].length; t++) sum += columns[i][t] * columns[j][t];
      matrix.values[i * matrix.size + j] = sum / divisor;
      matrix.values[j * matrix.size + i] = sum / divisor;
    }
  }
  return matrix;
}

/**
 * The forecast after the last row: Σ starts as x₀x₀ᵀ, then Σ ← λΣ + (1 − λ)xxᵀ, means taken as zero (RiskMetrics 1996).
 * Its diagonal is `ewmaVolatility` squared.
 */
export function ewmaCovariance(columns: Columns, decay = 0.94): SquareMatrix {
  const rows = rowsOf(columns);
  assert(rows > 0, 'an EWMA covariance wants at least one row');
  const matrix = zeros(columns.length);
  for (let i = 0; i < matrix.size; i++) {
    for (let j = 0; j <= i; j++) {
      let value = columns[i][0] * columns[j][0];
      for (let t = 1; t < rows; t++) value = decay * value + (1 - decay) * columns[i][t] * columns[j][t];
      matrix.values[i * matrix.size + j] = value;
      matrix.values[j * matrix.size + i] = value;
    }
  }
  return matrix;
}

/** ρ_ij = Σ_ij/√(Σ_ii·Σ_jj), 1 on the diagonal. A series that does not move correlates with nothing: 0. */
export function correlationOf({ size, values }: SquareMatrix): SquareMatrix {
  const matrix = zeros(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const scale = Math.sqrt(values[i * size + i]) * Math.sqrt(values[j * size + j]);
      const value = scale > 0 ? values[i * size + j] / scale : 0;
      matrix.values[i * size + j] = i === j ? 1 : Math.max(-1, Math.min(1, value));
    }
  }
  return matrix;
}
