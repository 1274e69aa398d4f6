import { Fault } from '../core/base/fault.ts';
import { namedRandom } from '../core/base/random.ts';
import type { SweepConfig } from '../config/sweep-section.ts';
import { type Axis, valueAt } from './axis.ts';
import type { ParameterValues } from './parameters.ts';
import { permutation } from './permutation.ts';

/** Points by number, worked out when asked for: a list of them would grow with the sweep. */
export interface PointSet {
  readonly count: number;
  at(point: number): ParameterValues;
}

const DRAWN = 100;
const GRID_MAX = 10_000;

/** A grid goes through every combination, the last axis fastest; drawn points are those of the seed, no combination twice. */
export function pointSet(axes: readonly Axis[], { method, points }: SweepConfig, seed: number): PointSet {
  const combinations = axes.reduce((product, axis) => product * ('values' in axis ? axis.values.length : Infinity), 1);
  if (method === 'grid') {
    refuseOpenSpans(axes);
    const most = points ?? GRID_MAX;
    if (combinations > most) {
      const sizes = axes.map((axis) => `${axis.key} ${'values' in axis ? axis.values.length : ''}`).join(', ');
      throw new Fault(
        'config',
        `sweep: a grid of ${combinations.toLocaleString('en-US')} points (${sizes}); expected at most ${most.toLocaleString('en-US')}: name fewer parameters under sweep.agents, take wider steps, raise sweep.points, or choose method random or halving`,
      );
    }
    return { count: combinations, at: (point) => combination(axes, point) };
  }
  const wanted = points ?? DRAWN;
  if (combinations <= Number.MAX_SAFE_INTEGER) {
    const order = permutation(combinations, seed, 'sweep');
    return { count: Math.min(wanted, combinations), at: (point) => combination(axes, order(point)) };
  }
  return {
    count: wanted,
    at(point) {
      const random = namedRandom(seed, `sweep/${point}`);
      return Object.fromEntries(axes.map((axis) => [axis.key, valueAt(axis, random())]));
    },
  };
}

function combination(axes: readonly Axis[], number: number): ParameterValues {
  const entries: [string, ParameterValues[string]][] = [];
  let rest = number;
  for (const axis of axes.toReversed()) {
    if (!('values' in axis)) continue;
    entries.unshift([axis.key, axis.values[rest % axis.values.length]]);
    rest = Math.floor(rest / axis.values.length);
  }
  return Object.fromEntries(entries);
}

function refuseOpenSpans(axes: readonly Axis[]): void {
  const open = axes.find((axis) => !('values' in axis));
  if (open === undefined) return;
  throw new Fault('config', `sweep.agents.${open.key}: expected step or count, which a grid needs`);
}
