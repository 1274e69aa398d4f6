import type { Us } from '../core/base/time.ts';
import type { RunData, Window } from '../backtest/run-data.ts';
import type { SweepConfig } from '../config/sweep-section.ts';

/** A round of a sweep: so much of the period, for so many points at most. Grid and random have one, over all of it. */
export interface Rung {
  readonly share: number;
  readonly points: number;
  readonly window: Window;
}

/**
 * Successive halving (Jamieson and Talwalkar, 2016): each rung sees `factor` times as much of the period as the one before, and
 * one point in `factor` goes on to it. A rung's part begins where results begin and is cut at its end: it grows toward the present.
 */
export function rungsOf({ method, halving }: SweepConfig, count: number, data: RunData): readonly Rung[] {
  if (method !== 'halving') return [{ share: 1, points: count, window: {} }];
  const { factor, firstShare } = halving;
  const last = Math.floor(Math.log(1 / firstShare) / Math.log(factor) + 1e-9);
  const { startUs, endUs } = periodOf(data);
  return Array.from({ length: last + 1 }, (_, rung) => {
    const share = factor ** (rung - last);
    return {
      share,
      points: Math.ceil(count / factor ** rung),
      // The whole is no window: its results are those of a backtest, hashes and all.
      window: share === 1 ? {} : { toUs: startUs + Math.floor(share * (endUs - startUs)) },
    };
  });
}

/**
 * The points that go on: those with the highest scores, ties by number; in the order of numbers. NaN (refused or failed) goes nowhere,
 * -Infinity (no score yet: a slow strategy in a short part) only where there is room. `points` default to their places.
 */
export function survivors(points: readonly number[] | undefined, scores: Float64Array, most: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < scores.length; place++) if (!Number.isNaN(scores[place])) places.push(place);
  // Places stand in the order of numbers, and sorting keeps the order of equals.
  places.sort((a, b) => (scores[a] === scores[b] ? 0 : scores[b] - scores[a]));
  if (places.length > most) places.length = most;
  places.sort((a, b) => a - b);
  return points === undefined ? places : places.map((place) => points[place]);
}

/** From the moment at which every instrument has something that counts, to the last of any. */
export function periodOf({ data, records }: RunData): { startUs: Us; endUs: Us } {
  const parts = [
    ...data.map(({ series, fromUs }) => ({ fromUs, firstUs: series.tsUs[0], lastUs: series.tsUs[series.length - 1] })),
    ...records.map(({ side, fromUs, toUs }) => ({
      fromUs,
      firstUs: 1_000 * Date.parse(side.from),
      lastUs: toUs ?? 1_000 * Date.parse(side.to),
    })),
  ];
  return {
    startUs: Math.max(...parts.map(({ firstUs, fromUs }) => Math.max(firstUs, fromUs === undefined ? 0 : fromUs + 1))),
    endUs: Math.max(...parts.map(({ lastUs }) => lastUs)),
  };
}
