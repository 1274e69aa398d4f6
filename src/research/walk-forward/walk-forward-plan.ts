import { createHash } from 'node:crypto';
import { Fault } from '../../core/base/fault.ts';
import { formatTime } from '../../core/base/time.ts';
import { canonicalJson } from '../../config/canonical.ts';
import type { RunFile } from '../../config/run-file.ts';
import {
  isBars,
  type Length,
  type WalkForwardConfig,
  walkForwardDefaults,
  type WalkForwardScheme,
} from '../../config/walk-forward-section.ts';
import type { MetricName } from '../metric-names.ts';
import { makeSweepPlan, type SweepPlan } from '../sweep-plan.ts';
import { type ReturnMetric, returnMetrics } from './figures.ts';
import { type GroupSplit, splitsOf } from './splits.ts';
import { timelineOf } from './timeline.ts';
import { lengthText, type TrainTest, windowsOf } from './windows.ts';

/** How the period is divided, with defaults worked out. */
export type Scheme =
  | {
      readonly scheme: Exclude<WalkForwardScheme, 'combinatorial'>;
      readonly train: Length;
      readonly test: Length;
      readonly step: Length;
      readonly purge: Length;
    }
  | {
      readonly scheme: 'combinatorial';
      readonly groups: number;
      readonly testGroups: number;
      readonly purge: Length;
      readonly embargo: Length;
    };

interface PlanBase extends Omit<SweepPlan, 'rungs'> {
  /** Of the run file, the data, what is searched and how it is judged: the same walk has the same id. */
  readonly id: string;
  readonly configHash: string;
  /** Closes of bars. */
  readonly times: Float64Array;
}

/** A search and the windows that it is judged by, loaded. */
export type WalkForwardPlan = PlanBase &
  (
    | { readonly scheme: Extract<Scheme, { train: Length }>; readonly windows: readonly TrainTest[] }
    | { readonly scheme: Extract<Scheme, { groups: number }>; readonly windows: readonly GroupSplit[] }
  );

export async function makeWalkForwardPlan(file: RunFile, baseDir: string): Promise<WalkForwardPlan> {
  const config = file.walkForward ?? walkForwardDefaults();
  if (file.sweep?.method === 'halving') {
    throw new Fault(
      'config',
      "sweep.method: expected grid or random, was 'halving': every point is judged by the whole of each training window",
    );
  }
  const { rungs: _, ...plan } = await makeSweepPlan(file, baseDir);
  const times = timelineOf(plan.run.data);
  const scheme = schemeOf(config, times);
  if (scheme.scheme === 'combinatorial') requireReturnMetric(plan.identity.objective);
  // The name says nothing of the result, nor does the version, which the run's id knows anyway.
  const { name: _name, version: _version, rungs: _rungs, ...search } = plan.identity;
  const configHash = digest(canonicalJson({ search, scheme }));
  const base = { ...plan, configHash, times, id: digest(`${configHash}${search.dataHash}`).slice(0, 16) };
  if (scheme.scheme === 'combinatorial') return { ...base, scheme, windows: splitsOf(times, scheme) };
  const windows = windowsOf(times, { anchored: scheme.scheme === 'anchored', ...scheme });
  if (windows.length === 0) {
    throw new Fault(
      'config',
      `walkForward: expected a training and a test that fit into the data, were ${lengthText(scheme.train)} and ${lengthText(scheme.test)}; there are ${times.length.toLocaleString('en-US')} bars from ${formatTime(times[0])} to ${formatTime(times[times.length - 1])}`,
    );
  }
  return { ...base, scheme, windows };
}

const TESTS = 8;
const TRAIN_OVER_TEST = 3;

/** Without lengths: tests of an eighth of the bars, each after training of three times as many. */
function schemeOf(
  { scheme, purge, embargo, groups, testGroups, ...given }: WalkForwardConfig,
  times: Float64Array,
): Scheme {
  if (scheme === 'combinatorial') return { scheme, groups, testGroups, purge, embargo };
  const test =
    given.test ??
    (given.train === undefined
      ? { bars: Math.max(1, Math.floor(times.length / TESTS)) }
      : scaled(given.train, 1 / TRAIN_OVER_TEST));
  const train = given.train ?? scaled(test, TRAIN_OVER_TEST);
  return { scheme, train, test, step: given.step ?? test, purge };
}

function scaled(length: Length, factor: number): Length {
  const whole = (value: number): number => Math.max(1, Math.round(value * factor));
  return isBars(length) ? { bars: whole(length.bars) } : { us: whole(length.us) };
}

/** What several pieces of training have in common are their returns. */
function requireReturnMetric(objective: MetricName): asserts objective is ReturnMetric {
  const known: readonly string[] = returnMetrics;
  if (known.includes(objective)) return;
  throw new Fault(
    'config',
    `sweep.objective: expected a metric of returns under the combinatorial scheme (${returnMetrics.join(', ')}), was '${objective}'`,
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
