import { type SquareMatrix, meanDiagonal, zeros } from './matrix.ts';

/** The share of the mean variance that is added to the diagonal of a matrix that rounding has made indefinite. */
const JITTER = 1e-12;
const JITTER_MAX = 1e-8;

/**
 * The lower triangle L with L·Lᵀ = A, of a symmetric positive definite A (only its lower half is read); `undefined` where
 * A is not one.
 */
export function cholesky({ size, values }: SquareMatrix, jitter = 0): SquareMatrix | undefined {
  const factor = zeros(size);
  const lower = factor.values;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = values[i * size + j] + (i === j ? jitter : 0);
      for (let k = 0; k < j; k++) rest -= lower[i * size + k] * lower[j * size + k];
      if (i !== j) lower[i * size + j] = rest / lower[j * size + j];
      else if (rest > 0 && rest < Number.POSITIVE_INFINITY) lower[i * size + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return factor;
}

/**
 * The factor of a covariance matrix that may be singular (two instruments that move as one, fewer rows than columns):
 * 1e-12 of the mean variance goes onto the diagonal, then ten times as much up to 1e-8, and only when it must. A matrix of
 * zeros has a factor of zeros. `undefined` where the matrix is indefinite beyond rounding, or not finite.
 */
export function semidefiniteCholesky(matrix: SquareMatrix): SquareMatrix | undefined {
  if (matrix.values.every((value) => value === 0)) return zeros(matrix.size);
  const exact = cholesky(matrix);
  if (exact !== undefined) return exact;
  const scale = meanDiagonal(matrix);
  for (let jitter = JITTER; jitter <= JITTER_MAX; jitter *= 10) {
    const factor = cholesky(matrix, jitter * scale);
    if (factor !== undefined) return factor;
  }
  return undefined;
}

/** The x with L·Lᵀ·x = b, by forward and back substitution. */
export function solve({ size, values }: SquareMatrix, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= values[i * size + k] * x[k];
    x[i] /= values[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= values[k * size + i] * x[k];
    x[i] /= values[i * size + i];
  }
  return x;
}
