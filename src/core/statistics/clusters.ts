import { type SquareMatrix, zeros } from './matrix.ts';

/** d = √((1 − ρ)/2): 0 for series that move as one, √½ for unrelated ones, 1 for opposites. A metric (Mantegna 1999). */
export function correlationDistance({ size, values }: SquareMatrix): SquareMatrix {
  const distance = zeros(size);
  for (let k = 0; k < values.length; k++) distance.values[k] = Math.sqrt(Math.max(0, (1 - values[k]) / 2));
  for (let i = 0; i < size; i++) distance.values[i * size + i] = 0;
  return distance;
}

/**
 * Buckets of correlated instruments: agglomerative clustering with average linkage (UPGMA, Sokal and Michener 1958) on
 * d = √((1 − ρ)/2), joining while the nearest two clusters are at most `cut` apart (0.5 means ρ = 0.5). Returns for each
 * instrument the smallest index in its cluster, which is the cluster's name. Of equally near pairs the one with the
 * smallest names joins first, so the labels are a function of the matrix alone.
 */
export function correlationClusters(correlation: SquareMatrix, cut: number): Int32Array {
  const { size } = correlation;
  const distance = correlationDistance(correlation).values;
  const labels = Int32Array.from({ length: size }, (_, i) => i);
  const members = new Float64Array(size).fill(1);
  for (;;) {
    let first = -1;
    let second = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < size; i++) {
      if (labels[i] !== i) continue;
      for (let j = i + 1; j < size; j++) {
        if (labels[j] === j && distance[i * size + j] < nearest) {
          nearest = distance[i * size + j];
          first = i;
          second = j;
        }
      }
    }
    if (first < 0 || nearest > cut) return labels;
    for (let k = 0; k < size; k++) {
      if (labels[k] !== k || k === first || k === second) continue;
      const joined =
        (members[first] * distance[first * size + k] + members[second] * distance[second * size + k]) /
        (members[first] + members[second]);
      distance[first * size + k] = joined;
      distance[k * size + first] = joined;
    }
    members[first] += members[second];
    for (let k = 0; k < size; k++) if (labels[k] === second) labels[k] = first;
  }
}
