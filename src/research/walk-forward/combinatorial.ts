import { overfittingProbability } from '../../core/statistics/pbo.ts';
import type { Outcome } from '../jobs.ts';
import type { ParameterValues } from '../parameters.ts';
import { Chooser, type Judged, testedOf, type Tested } from './choice.ts';
import type { Evaluations } from './evaluations.ts';
import { figuresOf, joined, type ReturnMetric } from './figures.ts';
import { groupsOf } from './splits.ts';
import { windowOf } from './timeline.ts';
import type { WalkForwardPlan } from './walk-forward-plan.ts';
import type { Range } from './windows.ts';

export interface Overfitting {
  /** By combinatorially symmetric cross-validation over the points' whole periods; null where it cannot be said. */
  readonly probability: number | null;
  /** Points that it compares. */
  readonly compared: number;
  readonly note: string | null;
}

export interface CombinatorialResult {
  readonly judged: Judged[];
  readonly overfitting: Overfitting;
}

/** So many points are compared at the most: all splits of more would be felt. */
const COMPARED_MAX = 200;
const BLOCKS = [12, 8];
const PERIODS_A_BLOCK = 5;
/** Fewer make the rank of the chosen one a throw of dice with few sides. */
const COMPARED_MIN = 8;

/**
 * Every point in every piece of training, which many splits share; the choice of a split is by the returns of its pieces one after
 * the other. Each tested group is a backtest of its own, that starts flat.
 */
export async function judgeCombinatorial(
  plan: Extract<WalkForwardPlan, { scheme: { groups: number } }>,
  evaluations: Evaluations,
): Promise<CombinatorialResult> {
  const { windows: splits, points, times, scheme, identity } = plan;
  const objective = identity.objective as ReturnMetric;
  const pieces = distinctPieces(splits.flatMap(({ train }) => train));
  const piecesOf = splits.map(({ train }) => train.map((range) => pieces.findIndex((piece) => same(piece, range))));
  const choosers = splits.map(() => new Chooser());
  const every = Math.ceil(points.count / COMPARED_MAX);
  const series: (Float32Array | undefined)[] = Array.from({ length: Math.ceil(points.count / every) });
  evaluations.total = points.count * pieces.length + series.length + splits.length * scheme.testGroups;
  const perPoint = pieces.length + 1;

  await evaluations.inLanes(points.count, async (point) => {
    const parameters = points.at(point);
    const outcomes: Outcome[] = [];
    for (const [index, range] of pieces.entries()) {
      const place = { order: point * perPoint + index, part: 'training', window: null, point } as const;
      const outcome = await evaluations.run(place, { parameters, window: windowOf(times, range), daily: true });
      outcomes.push(outcome);
      if (outcome.status === 'refused') break;
    }
    // A refused point is refused for all pieces: the last outcome stands for those that were not tried.
    const last = outcomes[outcomes.length - 1];
    for (const [split, chooser] of choosers.entries()) {
      const own = piecesOf[split].map((piece) => outcomes[piece] ?? last);
      offer(chooser, point, parameters, own, objective);
    }
    if (point % every !== 0 || last.status === 'refused') return;
    const whole = await evaluations.run(
      { order: point * perPoint + pieces.length, part: 'whole period', window: null, point },
      { parameters, window: windowOf(times, { from: 0, to: times.length }) },
    );
    if (whole.status === 'ok') series[point / every] = whole.trial.periods;
  });

  // Many splits choose the same: a group is tested once for each point that was chosen for it.
  const tests = new Map<string, { readonly split: number; readonly group: number; tested: Tested | undefined }>();
  const keyOf = (split: number, group: number): string => `${choosers[split].choice?.point}/${group}`;
  for (const [split, { groups }] of splits.entries()) {
    if (choosers[split].choice === undefined) continue;
    for (const group of groups)
      if (!tests.has(keyOf(split, group))) tests.set(keyOf(split, group), { split, group, tested: undefined });
  }
  const list = [...tests.values()];
  const ranges = groupsOf(times.length, scheme.groups);
  evaluations.total += list.length - splits.length * scheme.testGroups;
  await evaluations.inLanes(list.length, async (task) => {
    const { split, group } = list[task];
    const { choice } = choosers[split];
    if (choice === undefined) return;
    const outcome = await evaluations.run(
      { order: points.count * perPoint + task, part: 'test', window: split + 1, point: choice.point },
      { parameters: choice.parameters, window: windowOf(times, ranges[group]), daily: true },
    );
    list[task].tested = testedOf(outcome);
  });
  const judged = splits.map((part, split) => {
    const { counts, choice } = choosers[split];
    const tested = part.groups.flatMap((group) => tests.get(keyOf(split, group))?.tested ?? []);
    return { part, counts, choice, tested };
  });
  return { judged, overfitting: overfittingOf(series) };
}

function offer(
  chooser: Chooser,
  point: number,
  parameters: ParameterValues,
  outcomes: readonly Outcome[],
  objective: ReturnMetric,
): void {
  const bad = outcomes.find(({ status }) => status !== 'ok');
  chooser.counts[bad?.status ?? 'ok'] += 1;
  if (bad !== undefined) return;
  const parts = outcomes.flatMap((outcome) =>
    outcome.status === 'ok' && outcome.daily !== undefined ? [outcome] : [],
  );
  const together = joined(parts.flatMap(({ daily }) => daily ?? []));
  const figures = figuresOf(together, parts[0].trial.sessionsPerYear);
  chooser.offer(point, figures[objective] ?? Number.NaN, () => ({
    parameters,
    figures,
    sessions: together.returns.length,
  }));
}

function overfittingOf(all: readonly (Float32Array | undefined)[]): Overfitting {
  const series = all.flatMap((periods) => periods ?? []);
  const compared = series.length;
  if (compared < COMPARED_MIN) return { probability: null, compared, note: `needs ${COMPARED_MIN} points or more` };
  const periods = series[0].length;
  const blocks = BLOCKS.find((count) => periods >= count * PERIODS_A_BLOCK);
  if (blocks === undefined)
    return { probability: null, compared, note: `needs ${PERIODS_A_BLOCK * BLOCKS[1]} periods, there are ${periods}` };
  // A ruined run is shorter than the others.
  const alike = series.filter((each) => each.length === periods);
  return { probability: overfittingProbability(alike, blocks).probability, compared: alike.length, note: null };
}

function distinctPieces(ranges: readonly Range[]): readonly Range[] {
  return ranges.filter((range, i) => ranges.findIndex((other) => same(other, range)) === i);
}

function same(a: Range, b: Range): boolean {
  return a.from === b.from && a.to === b.to;
}
