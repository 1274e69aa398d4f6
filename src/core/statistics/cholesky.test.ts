import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cholesky, semidefiniteCholesky, solve } from './cholesky.ts';
import { crossProducts } from './covariance.ts';
import { type SquareMatrix, matrixOf, times } from './matrix.ts';

function product({ size, values }: SquareMatrix): SquareMatrix {
  const rows = Array.from({ length: size }, (_, i) => values.subarray(i * size, (i + 1) * size));
  return matrixOf(rows.map((a) => rows.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0))));
}

const gram = fc
  .integer({ min: 1, max: 6 })
  .chain((size) =>
    fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 }), {
      minLength: size,
      maxLength: size,
    }),
  )
  .map((columns) => crossProducts(columns, 4));

describe('the Cholesky factor', () => {
  it('of a known matrix', () => {
    const factor = cholesky(
      matrixOf([
        [4, 12, -16],
        [12, 37, -43],
        [-16, -43, 98],
      ]),
    );
    expect([...(factor?.values ?? [])]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });

  it('multiplies back to its matrix, singular ones within the jitter', () => {
    fc.assert(
      fc.property(gram, (matrix) => {
        const factor = semidefiniteCholesky(matrix);
        expect(factor).toBeDefined();
        if (factor === undefined) return;
        const back = product(factor).values;
        matrix.values.forEach((value, k) => expect(Math.abs(back[k] - value)).toBeLessThanOrEqual(1e-6));
      }),
    );
  });

  it('solves', () => {
    fc.assert(
      fc.property(gram, fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 }), (matrix, vector) => {
        const definite = { size: matrix.size, values: matrix.values.slice() };
        for (let i = 0; i < matrix.size; i++) definite.values[i * (matrix.size + 1)] += 1;
        const b = vector.slice(0, matrix.size);
        const factor = cholesky(definite);
        expect(factor).toBeDefined();
        if (factor === undefined) return;
        times(definite, solve(factor, b)).forEach((value, i) => expect(value).toBeCloseTo(b[i], 8));
      }),
    );
  });

  it('is not there for an indefinite matrix or one with a hole', () => {
    const indefinite = matrixOf([
      [1, 2],
      [2, 1],
    ]);
    expect(cholesky(indefinite)).toBeUndefined();
    expect(semidefiniteCholesky(indefinite)).toBeUndefined();
    expect(semidefiniteCholesky(matrixOf([[Number.NaN]]))).toBeUndefined();
    const barely = 1 + 1e-10;
    expect(
      semidefiniteCholesky(
        matrixOf([
          [1, barely],
          [barely, 1],
        ]),
      ),
    ).toBeDefined();
    expect(cholesky(matrixOf([[0]]))).toBeUndefined();
    expect([...(semidefiniteCholesky(matrixOf([[0]]))?.values ?? [])]).toEqual([0]);
  });
});
