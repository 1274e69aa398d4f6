import { growth } from '../../core/statistics/drawdowns.ts';
import type { WalkForwardResult } from '../../research/walk-forward/walk-forward.ts';

/** A line over `t`, null where it has no value. */
export interface Curve {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Curves {
  /** Closes of sessions in seconds, as differences from one to the next. */
  readonly t: readonly number[];
  readonly lines: readonly Curve[];
  /** Of the paths that are drawn. */
  readonly every: number;
}

const POINTS_MAX = 2_000;
const LINES_MAX = 7;

/** Growth of 1 out of sample, and for a single path what it would have been at the pace that each choice had in sample. */
export function curvesOf({ judged, paths }: WalkForwardResult): Curves {
  const closes = new Set<number>();
  for (const { daily } of paths) for (const tsUs of daily.closeUs) closes.add(tsUs);
  const all = [...closes].toSorted((a, b) => a - b);
  const thinned = Math.max(1, Math.ceil(all.length / POINTS_MAX));
  const times = all.filter((_, i) => i % thinned === 0 || i === all.length - 1);
  const over = (closeUs: Float64Array, values: Float64Array): (number | null)[] => {
    const at = new Map(Array.from(closeUs, (tsUs, i) => [tsUs, values[i]]));
    return times.map((tsUs) => rounded(at.get(tsUs) ?? null));
  };
  const every = Math.ceil(paths.length / LINES_MAX);
  const lines = paths.flatMap(({ daily }, path) => {
    if (path % every !== 0 || daily.returns.length === 0) return [];
    const name = paths.length === 1 ? 'Out of sample' : `Path ${path + 1}`;
    return [{ name, values: over(daily.closeUs, growth(daily.returns)) }];
  });
  if (paths.length === 1 && lines.length === 1) {
    const paces = paths[0].pieces.flatMap(({ window, daily }) => {
      const { figures, sessions } = judged[window - 1].choice ?? {};
      const pace = sessions === undefined ? 0 : (1 + (figures?.totalReturn ?? 0)) ** (1 / sessions) - 1;
      return daily.returns.length === 0 ? [] : Array.from(daily.returns, () => pace);
    });
    lines.push({
      name: 'At the pace in sample',
      values: over(paths[0].daily.closeUs, growth(Float64Array.from(paces))),
    });
  }
  return { t: times.map((tsUs, i) => (tsUs - (i === 0 ? 0 : times[i - 1])) / 1e6), lines, every };
}

function rounded(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
}
