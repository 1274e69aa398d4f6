import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlationClusters, correlationDistance } from './clusters.ts';
import { type SquareMatrix, matrixOf, zeros } from './matrix.ts';

/** Average linkage by its definition: the mean distance over all pairs of members, recomputed at every step. */
function naiveClusters(correlation: SquareMatrix, cut: number): number[] {
  const distance = correlationDistance(correlation).values;
  let clusters = Array.from({ length: correlation.size }, (_, i) => [i]);
  for (;;) {
    let best: { a: number[]; b: number[]; apart: number } | undefined;
    for (const a of clusters) {
      for (const b of clusters) {
        if (a[0] >= b[0]) continue;
        const apart = a.flatMap((i) => b.map((j) => distance[i * correlation.size + j])).reduce((x, y) => x + y);
        const mean = apart / (a.length * b.length);
        if (best === undefined || mean < best.apart - 1e-12) best = { a, b, apart: mean };
      }
    }
    if (best === undefined || best.apart > cut) break;
    const { a, b } = best;
    clusters = clusters
      .map((cluster) => (cluster === a ? [...a, ...b].sort((x, y) => x - y) : cluster))
      .filter((c) => c !== b);
  }
  return Array.from({ length: correlation.size }, (_, i) => clusters.find((cluster) => cluster.includes(i))?.[0] ?? -1);
}

function symmetric(size: number, upper: readonly number[]): SquareMatrix {
  const matrix = zeros(size);
  let next = 0;
  for (let i = 0; i < size; i++) {
    matrix.values[i * size + i] = 1;
    for (let j = i + 1; j < size; j++) {
      matrix.values[i * size + j] = upper[next];
      matrix.values[j * size + i] = upper[next++];
    }
  }
  return matrix;
}

describe('correlation buckets', () => {
  const blocks = matrixOf([
    [1, 0.1, 0.9, 0.0],
    [0.1, 1, 0.0, 0.8],
    [0.9, 0.0, 1, 0.1],
    [0.0, 0.8, 0.1, 1],
  ]);

  it('join what moves together and carry the name of their smallest member', () => {
    expect([...correlationClusters(blocks, 0.5)]).toEqual([0, 1, 0, 1]);
    expect([...correlationClusters(blocks, 0.1)]).toEqual([0, 1, 2, 3]);
    expect([...correlationClusters(blocks, 1)]).toEqual([0, 0, 0, 0]);
  });

  it('the cut of 0.5 is a correlation of 0.5, which still joins', () => {
    expect([...correlationClusters(symmetric(2, [0.5]), 0.5)]).toEqual([0, 0]);
    expect([...correlationClusters(symmetric(2, [0.49]), 0.5)]).toEqual([0, 1]);
  });

  it('of equally near pairs the first joins first', () => {
    expect([...correlationClusters(symmetric(3, [0.6, 0.1, 0.6]), 0.5)]).toEqual([0, 0, 2]);
  });

  it('equal average linkage by its definition', () => {
    // Distinct correlations, so that no two distances tie.
    const upper = fc.uniqueArray(fc.integer({ min: -9999, max: 9999 }), { minLength: 21, maxLength: 21 });
    fc.assert(
      fc.property(upper, fc.integer({ min: 2, max: 7 }), fc.integer({ min: 1, max: 99 }), (cells, size, percent) => {
        const correlation = symmetric(
          size,
          cells.map((cell) => cell / 10_000),
        );
        expect([...correlationClusters(correlation, percent / 100)]).toEqual(naiveClusters(correlation, percent / 100));
      }),
    );
  });
});
