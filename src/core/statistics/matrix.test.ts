import { describe, expect, it } from 'vitest';
import { dot, matrixOf, meanDiagonal, times } from './matrix.ts';

describe('a square matrix', () => {
  const matrix = matrixOf([
    [1, 2],
    [3, 4],
  ]);

  it('stands by rows', () => {
    expect([...matrix.values]).toEqual([1, 2, 3, 4]);
    expect([...times(matrix, [10, 1])]).toEqual([12, 34]);
    expect(meanDiagonal(matrix)).toBe(2.5);
    expect(dot([1, 2, 3], [4, 5, 6])).toBe(32);
  });

  it('refuses what is not square, and vectors of another length', () => {
    expect(() => matrixOf([[1, 2]])).toThrow('square');
    expect(() => times(matrix, [1])).toThrow('a vector of 2');
  });
});
