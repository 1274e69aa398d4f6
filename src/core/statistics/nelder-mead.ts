import { assert } from '../base/assert.ts';

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly evaluations: number;
  /** False where the budget of evaluations ran out first. */
  readonly converged: boolean;
}

export interface SearchOptions {
  /** The initial simplex: the start, and the start with each coordinate moved by its step. */
  readonly steps: ArrayLike<number>;
  /** The search ends where no vertex is worse than the best by more than this. */
  readonly tolerance: number;
  readonly evaluationsMax: number;
}

/**
 * The downhill simplex of Nelder and Mead (1965), reflection 1, expansion 2, contraction and shrinkage ½; deterministic.
 * +∞ (or NaN) marks a forbidden point. The function sees a reused array: valid during its call. It restarts once around
 * its answer with the same steps, against a simplex that collapsed too early.
 */
export function nelderMead(
  objective: (point: Float64Array) => number,
  start: ArrayLike<number>,
  options: SearchOptions,
): Minimum {
  const first = search(objective, start, options);
  const again = search(objective, first.point, {
    ...options,
    evaluationsMax: options.evaluationsMax - first.evaluations,
  });
  return { ...again, evaluations: first.evaluations + again.evaluations };
}

function search(objective: (point: Float64Array) => number, start: ArrayLike<number>, options: SearchOptions): Minimum {
  const size = start.length;
  assert(options.steps.length === size, 'a search wants one step per coordinate');
  const simplex = Array.from({ length: size + 1 }, (_, i) => {
    const point = Float64Array.from(start);
    if (i > 0) point[i - 1] += options.steps[i - 1];
    return { point, value: valueAt(objective, point) };
  });
  let evaluations = size + 1;
  const centre = new Float64Array(size);
  const evaluate = (point: Float64Array, factor: number): number => {
    const worst = simplex[size].point;
    for (let k = 0; k < size; k++) point[k] = centre[k] + factor * (worst[k] - centre[k]);
    evaluations += 1;
    return valueAt(objective, point);
  };
  const accept = (point: Float64Array, value: number): void => {
    simplex[size].point.set(point);
    simplex[size].value = value;
  };
  const near = new Float64Array(size);
  const far = new Float64Array(size);
  for (;;) {
    simplex.sort((a, b) => a.value - b.value || 0);
    const best = simplex[0];
    const worst = simplex[size];
    const converged = worst.value - best.value <= options.tolerance;
    if (converged || evaluations >= options.evaluationsMax) {
      return { point: best.point, value: best.value, evaluations, converged };
    }
    centre.fill(0);
    for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) centre[k] += simplex[i].point[k] / size;
    const reflected = evaluate(near, -1);
    if (reflected < best.value) {
      const expanded = evaluate(far, -2);
      if (expanded < reflected) accept(far, expanded);
      else accept(near, reflected);
      continue;
    }
    if (reflected < simplex[size - 1].value) {
      accept(near, reflected);
      continue;
    }
    const outside = reflected < worst.value;
    const contracted = evaluate(far, outside ? -0.5 : 0.5);
    if (contracted < (outside ? reflected : worst.value)) {
      accept(far, contracted);
      continue;
    }
    for (let i = 1; i <= size; i++) {
      const vertex = simplex[i];
      for (let k = 0; k < size; k++) vertex.point[k] = (vertex.point[k] + best.point[k]) / 2;
      vertex.value = valueAt(objective, vertex.point);
      evaluations += 1;
    }
  }
}

function valueAt(objective: (point: Float64Array) => number, point: Float64Array): number {
  const value = objective(point);
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}
