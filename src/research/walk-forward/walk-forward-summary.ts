import { createHash } from 'node:crypto';
import { canonicalJson } from '../../config/canonical.ts';
import { version } from '../../config/version.ts';
import type { SweepIdentity } from '../sweep-plan.ts';
import type { ParameterValues } from '../parameters.ts';
import type { Judged } from './choice.ts';
import type { Overfitting } from './combinatorial.ts';
import { compare, type Comparison, type ParameterStability, stabilityOf } from './comparison.ts';
import type { Failure } from './evaluations.ts';
import { figuresOf, joined, meanFigures, type ReturnFigures } from './figures.ts';
import { type SharpeDistribution, sharpeDistribution } from './paths.ts';
import { type Span, spanOf } from './timeline.ts';
import type { WalkForwardResult } from './walk-forward.ts';
import { lengthText } from './windows.ts';

/** One window, or split: what was learnt in it and what came of it. */
export interface WindowSummary extends Comparison {
  /** From 1. */
  readonly window: number;
  /** Pieces in the order of time; several under the combinatorial scheme only. */
  readonly train: readonly Span[];
  /** Purged and under embargo. */
  readonly droppedBars: number;
  readonly test: readonly Span[];
  /** `failed`: what was chosen failed in the test. */
  readonly status: 'ok' | 'no-choice' | 'failed';
  readonly error: string | null;
  /** Points in its training. */
  readonly counts: Judged['counts'];
  readonly chosen: { readonly point: number; readonly parameters: ParameterValues } | null;
  readonly inSample: (ReturnFigures & { readonly sessions: number }) | null;
  readonly outOfSample: (ReturnFigures & { readonly sessions: number; readonly trades: number }) | null;
}

/** The object that `conclave walk-forward --json` prints, and that stands in `walk-forward.json`. */
export interface WalkForwardSummary {
  readonly apiVersion: 0;
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly seed: number;
    readonly version: string;
    readonly configHash: string;
    readonly dataHash: string;
    readonly resultHash: string;
  };
  /** Lengths as texts: '250 bars', '365d'. */
  readonly scheme: {
    readonly scheme: string;
    readonly train: string | null;
    readonly test: string | null;
    readonly step: string | null;
    readonly purge: string;
    readonly embargo: string | null;
    readonly groups: number | null;
    readonly testGroups: number | null;
  };
  readonly search: Pick<SweepIdentity, 'method' | 'objective' | 'seed' | 'points' | 'parameters'>;
  readonly period: Span;
  readonly windows: readonly WindowSummary[];
  readonly total: Comparison & {
    /** Windows that were judged. */
    readonly judged: number;
    /** The mean over those windows. */
    readonly inSample: ReturnFigures | null;
    /** Of the tests put together; of several paths the mean. */
    readonly outOfSample: ReturnFigures | null;
    /** Judged windows with a gain out of sample, as a share. */
    readonly gaining: number | null;
  };
  readonly parameters: readonly ParameterStability[];
  /** Tests put together over time: one path, or those of the combinatorial scheme. */
  readonly paths: readonly {
    readonly windows: readonly number[];
    /** Windows without a test, whose time is left out. */
    readonly missing: number;
    readonly sessions: number;
    readonly metrics: ReturnFigures | null;
  }[];
  /** null unless combinatorial. */
  readonly sharpe: SharpeDistribution | null;
  readonly overfitting: Overfitting | null;
  /** Evaluations of all kinds. */
  readonly counts: Readonly<Record<'ok' | 'refused' | 'failed', number>>;
  /** The first ones; the same one of a point in several windows stands once. */
  readonly failures: readonly Failure[];
  readonly warnings: readonly string[];
  /** What was written, by kind; paths relative to the output folder. */
  readonly files: Readonly<Record<string, string>>;
}

export function summariseWalkForward(
  result: WalkForwardResult,
  files: WalkForwardSummary['files'],
): WalkForwardSummary {
  const { plan, judged, paths, overfitting, counts, failures } = result;
  const { id, configHash, identity, times } = plan;
  const { name, runSeed, dataHash, method, objective, seed, points, parameters } = identity;
  const windows = judged.map((each, index) => windowOf(each, index, times));
  const told = windows.flatMap(({ inSample, outOfSample, ...rest }) =>
    inSample === null || outOfSample === null ? [] : [{ inSample, outOfSample, ...rest }],
  );
  const inSample = told.length === 0 ? null : meanFigures(told.map((window) => window.inSample));
  const figures = paths.flatMap((path) => path.figures ?? []);
  const outOfSample = figures.length === 0 ? null : meanFigures(figures);
  return {
    apiVersion: 0,
    run: { id, name, seed: runSeed, version, configHash, dataHash, resultHash: resultHashOf(judged) },
    scheme: schemeText(result),
    search: { method, objective, seed, points, parameters },
    period: spanOf(times, { from: 0, to: times.length }),
    windows,
    total: {
      judged: told.length,
      inSample,
      outOfSample,
      ...(inSample === null || outOfSample === null
        ? { efficiency: null, sharpeDecay: null }
        : compare(inSample, outOfSample)),
      gaining:
        told.length === 0
          ? null
          : told.filter((window) => (window.outOfSample.totalReturn ?? 0) > 0).length / told.length,
    },
    parameters: stabilityOf(
      parameters,
      judged.flatMap(({ choice }) => (choice === undefined ? [] : [choice.parameters])),
    ),
    paths: paths.map(({ pieces, missing, daily, figures: metrics }) => ({
      windows: pieces.map(({ window }) => window),
      missing,
      sessions: daily.returns.length,
      metrics: metrics ?? null,
    })),
    sharpe: overfitting === undefined ? null : sharpeDistribution(paths),
    overfitting: overfitting ?? null,
    ...{ counts, failures, warnings: plan.warnings, files },
  };
}

function windowOf({ part, counts, choice, tested }: Judged, index: number, times: Float64Array): WindowSummary {
  const failed = tested.find((test) => test.status === 'failed');
  const good = tested.flatMap((test) => (test.status === 'ok' ? [test] : []));
  const whole = failed === undefined && choice !== undefined;
  const daily = joined(good.map((test) => test.daily));
  const outOfSample = whole
    ? {
        ...figuresOf(daily, good[0].periodsPerYear),
        sessions: daily.returns.length,
        trades: good.reduce((sum, { trades }) => sum + trades, 0),
      }
    : null;
  const inSample = choice === undefined ? null : { ...choice.figures, sessions: choice.sessions };
  const { point, parameters } = choice ?? {};
  return {
    window: index + 1,
    train: part.train.map((range) => spanOf(times, range)),
    droppedBars: part.dropped.reduce((sum, { from, to }) => sum + to - from, 0),
    test: part.test.map((range) => spanOf(times, range)),
    status: choice === undefined ? 'no-choice' : whole ? 'ok' : 'failed',
    error: choice === undefined ? 'no point has a value of the objective in training' : (failed?.error ?? null),
    counts: { ...counts },
    chosen: point === undefined || parameters === undefined ? null : { point, parameters },
    inSample,
    outOfSample,
    ...(inSample === null || outOfSample === null
      ? { efficiency: null, sharpeDecay: null }
      : compare(inSample, outOfSample)),
  };
}

function schemeText({ plan: { scheme } }: WalkForwardResult): WalkForwardSummary['scheme'] {
  const purge = lengthText(scheme.purge);
  if (scheme.scheme === 'combinatorial') {
    const { groups, testGroups, embargo } = scheme;
    return {
      ...{ scheme: scheme.scheme, train: null, test: null, step: null, purge },
      embargo: lengthText(embargo),
      groups,
      testGroups,
    };
  }
  const { train, test, step } = scheme;
  return {
    scheme: scheme.scheme,
    ...{ train: lengthText(train), test: lengthText(test), step: lengthText(step), purge },
    ...{ embargo: null, groups: null, testGroups: null },
  };
}

/** Of what was chosen and of every test of it. */
function resultHashOf(judged: readonly Judged[]): string {
  const rows = judged.map(({ choice, tested }) => [
    choice === undefined ? null : { point: choice.point, parameters: choice.parameters, score: choice.score },
    ...tested.map((test) => (test.status === 'ok' ? test.resultHash : null)),
  ]);
  return createHash('sha256').update(canonicalJson(rows)).digest('hex');
}
