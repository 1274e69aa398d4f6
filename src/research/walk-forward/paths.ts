import { quantile } from '../../core/statistics/quantiles.ts';
import { mean, standardDeviation } from '../../core/statistics/moments.ts';
import type { Judged, Tested } from './choice.ts';
import { figuresOf, joined, orNull, type ReturnFigures, type Returns } from './figures.ts';
import { pathsOf } from './splits.ts';
import type { WalkForwardPlan } from './walk-forward-plan.ts';

/** Tests put together over time: one path of windows that follow each other, several of combinatorial splits. */
export interface Path {
  /** In the order of time; the window that each comes from, from 1. */
  readonly pieces: readonly { readonly window: number; readonly daily: Returns }[];
  /** Windows without a choice, or whose test failed: their time is left out. */
  readonly missing: number;
  readonly daily: Returns;
  /** undefined where nothing is there. */
  readonly figures: ReturnFigures | undefined;
}

export function joinPaths(plan: WalkForwardPlan, judged: readonly Judged[]): readonly Path[] {
  if (!('groups' in plan.scheme)) return [joinPath(judged.map(({ tested }, window) => ({ window, test: tested[0] })))];
  const { windows: splits, scheme } = plan as Extract<WalkForwardPlan, { scheme: { groups: number } }>;
  return pathsOf(splits, scheme.groups).map((path) =>
    joinPath(
      path.map((split, group) => ({ window: split, test: judged[split].tested[splits[split].groups.indexOf(group)] })),
    ),
  );
}

function joinPath(tests: readonly { readonly window: number; readonly test: Tested | undefined }[]): Path {
  let periodsPerYear = Number.NaN;
  const pieces = tests.flatMap(({ window, test }) => {
    if (test?.status !== 'ok') return [];
    ({ periodsPerYear } = test);
    return [{ window: window + 1, daily: test.daily }];
  });
  const daily = joined(pieces.map((piece) => piece.daily));
  return {
    ...{ pieces, daily, missing: tests.length - pieces.length },
    figures: pieces.length === 0 ? undefined : figuresOf(daily, periodsPerYear),
  };
}

/** How the Sharpe ratios of the paths lie. */
export interface SharpeDistribution {
  readonly paths: number;
  readonly mean: number | null;
  readonly median: number | null;
  /** null for fewer than two. */
  readonly standardDeviation: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** The share that is not above 0. */
  readonly losing: number | null;
}

export function sharpeDistribution(paths: readonly Path[]): SharpeDistribution {
  const ratios = Float64Array.from(paths.flatMap(({ figures }) => figures?.sharpe ?? [])).sort();
  return {
    paths: ratios.length,
    mean: orNull(ratios.length === 0 ? null : mean(ratios)),
    median: orNull(ratios.length === 0 ? null : quantile(ratios, 0.5)),
    standardDeviation: ratios.length < 2 ? null : orNull(standardDeviation(ratios)),
    lowest: ratios.at(0) ?? null,
    highest: ratios.at(-1) ?? null,
    losing: ratios.length === 0 ? null : ratios.filter((ratio) => ratio <= 0).length / ratios.length,
  };
}
