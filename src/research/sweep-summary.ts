import { formatTime } from '../core/base/time.ts';
import type { SweepIdentity } from './sweep-plan.ts';
import type { SweepResult } from './sweep.ts';
import type { SweepRow } from './sweep-row.ts';

const BEST_TOLD = 20;

/** The object that `conclave sweep --json` prints, and that stands in `sweep.json`. */
export interface SweepSummary {
  readonly apiVersion: 0;
  readonly state: 'done';
  readonly sweep: SweepIdentity;
  readonly rungs: readonly {
    /** Of the period. */
    readonly share: number;
    /** Points that reached it. */
    readonly points: number;
    /** The last moment of its part of the data; null for all of it. */
    readonly to: string | null;
  }[];
  readonly counts: {
    readonly points: number;
    readonly evaluations: number;
    readonly ok: number;
    readonly refused: number;
    readonly failed: number;
  };
  /** Of the last rung, the best first. */
  readonly best: readonly Told[];
  /** The first ones. */
  readonly failures: readonly Pick<SweepRow, 'point' | 'rung' | 'status' | 'parameters' | 'error'>[];
  readonly warnings: readonly string[];
  /** What was written, by kind; paths relative to the output folder. */
  readonly files: Readonly<Record<string, string>>;
}

type Told = Pick<SweepRow, 'point' | 'parameters' | 'metrics' | 'counts' | 'endEquity' | 'configHash' | 'resultHash'>;

export function summariseSweep(
  { identity, rungs, reached, tally, warnings }: SweepResult,
  files: SweepSummary['files'],
): SweepSummary {
  return {
    apiVersion: 0,
    state: 'done',
    sweep: identity,
    rungs: rungs.map(({ share, window }, rung) => ({
      share,
      points: reached[rung],
      to: window.toUs === undefined ? null : formatTime(window.toUs),
    })),
    counts: { points: identity.points, ...tally.counts },
    best: tally.best
      .slice(0, BEST_TOLD)
      .map(({ point, parameters, metrics, counts, endEquity, configHash, resultHash }) => ({
        ...{ point, parameters, metrics, counts, endEquity, configHash, resultHash },
      })),
    failures: tally.failures.map(({ point, rung, status, parameters, error }) => ({
      ...{ point, rung, status, parameters, error },
    })),
    warnings,
    files,
  };
}
