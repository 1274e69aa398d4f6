import { assert } from '../base/assert.ts';

/** A square matrix by rows: element (i, j) stands at i·size + j. */
export interface SquareMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

export function zeros(size: number): SquareMatrix {
  return { size, values: new Float64Array(size * size) };
}

/** Rows as they are written down; for tables and tests. */
export function matrixOf(rows: readonly ArrayLike<number>[]): SquareMatrix {
  const matrix = zeros(rows.length);
  for (let i = 0; i < rows.length; i++) {
    assert(rows[i].length === rows.length, 'a square matrix has rows as long as it has rows');
    matrix.values.set(rows[i], i * rows.length);
  }
  return matrix;
}

/** A·x. */
export function times({ size, values }: SquareMatrix, x: ArrayLike<number>): Float64Array {
  assert(x.length === size, () => `a vector of ${size} was expected, had ${x.length}`);
  const product = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += values[i * size + j] * x[j];
    product[i] = sum;
  }
  return product;
}

export function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** The mean of the diagonal: the average variance of a covariance matrix. */
export function meanDiagonal({ size, values }: SquareMatrix): number {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += values[i * size + i];
  return trace / size;
}
