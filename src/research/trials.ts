import { createHash } from 'node:crypto';
import type { BacktestResult } from '../backtest/result.ts';
import { canonicalJson } from '../config/canonical.ts';
import type { Us } from '../core/base/time.ts';
import { kurtosis, skewness } from '../core/statistics/moments.ts';
import { meanOverDeviation } from '../core/statistics/performance.ts';

/** What a trial was part of. */
export const TrialKind = { backtest: 'backtest', sweep: 'sweep', walkForward: 'walk-forward' } as const;
export type TrialKind = (typeof TrialKind)[keyof typeof TrialKind];

/**
 * One look at some instruments' past: what is recorded of every backtest and of every point of a search. Plain data, small
 * and of bounded size, so that workers can send it.
 */
export interface Trial {
  readonly kind: TrialKind;
  readonly name: string;
  /** When it was started by the wall clock, ISO in UTC. */
  readonly started: string;
  readonly version: string;
  readonly configHash: string;
  readonly dataHash: string;
  readonly resultHash: string;
  /** Sorted by name. */
  readonly instruments: readonly string[];
  /** Closes of the first and the last session of the result, and how many there were; 0 without a session. */
  readonly firstUs: Us;
  readonly lastUs: Us;
  readonly sessions: number;
  /** Moments of the session returns; the Sharpe ratio is per session, not annualised. null where there is none. */
  readonly sharpe: number | null;
  readonly skewness: number | null;
  readonly kurtosis: number | null;
  readonly sessionsPerYear: number;
  readonly totalReturn: number | null;
  /** Session returns, summed over `span` sessions each; the last period may be shorter. */
  readonly span: number;
  readonly periods: Float32Array;
}

/** As many returns are kept of a trial: session by session for a year, month by month for twenty. */
const PERIODS_MAX = 240;

/** What the registry keeps of a result. */
export function trialOf(result: BacktestResult, { kind, started }: Pick<Trial, 'kind' | 'started'>): Trial {
  const { summary, instruments, daily, sessionsPerYear } = result;
  const { name, version, configHash, dataHash, resultHash } = summary.run;
  const { returns, closeUs } = daily;
  const sessions = returns.length;
  return {
    ...{ kind, name, started, version, configHash, dataHash, resultHash, sessions, sessionsPerYear },
    instruments: instruments.map((instrument) => instrument.name).toSorted(),
    firstUs: sessions === 0 ? 0 : closeUs[0],
    lastUs: sessions === 0 ? 0 : closeUs[sessions - 1],
    sharpe: orNull(meanOverDeviation(returns)),
    skewness: orNull(skewness(returns)),
    kurtosis: orNull(kurtosis(returns)),
    totalReturn: summary.metrics.totalReturn,
    ...periodsOf(returns),
  };
}

function periodsOf(returns: Float64Array): Pick<Trial, 'span' | 'periods'> {
  const span = Math.max(1, Math.ceil(returns.length / PERIODS_MAX));
  const sums = new Float64Array(Math.ceil(returns.length / span));
  for (let i = 0; i < returns.length; i++) sums[Math.floor(i / span)] += returns[i];
  return { span, periods: Float32Array.from(sums) };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * The search that a trial belongs to: everything that was ever tried on the same set of instruments, whatever the strategy,
 * its parameters, or the rows of the data (docs/decisions/0041-what-counts-as-the-same-search.md).
 */
export function familyOf(instruments: readonly string[]): string {
  return createHash('sha256').update(canonicalJson(instruments.toSorted())).digest('hex').slice(0, 16);
}

/** The same data with the same result is the same trial, however often it is run and whatever it is called. */
export function trialId({ dataHash, resultHash }: Pick<Trial, 'dataHash' | 'resultHash'>): string {
  return `${dataHash}/${resultHash}`;
}

type Timespan = Pick<Trial, 'firstUs' | 'lastUs' | 'sessions'>;

/** Whether two results share a session's time: what was tried before `a` began did not look at what `a` was judged by. */
export function overlap(a: Timespan, b: Timespan): boolean {
  return a.firstUs <= b.lastUs && b.firstUs <= a.lastUs;
}

/** Whether two trials have a return for the same sessions, period by period. */
export function aligned(a: Timespan, b: Timespan): boolean {
  return a.sessions === b.sessions && a.firstUs === b.firstUs && a.lastUs === b.lastUs;
}
