import type { ParameterValues } from '../parameters.ts';
import type { Outcome } from '../jobs.ts';
import type { ReturnFigures, Returns } from './figures.ts';
import type { TrainTest } from './windows.ts';

/** What a training chose, and what it showed there. */
export interface Choice {
  readonly point: number;
  readonly parameters: ParameterValues;
  readonly score: number;
  readonly figures: ReturnFigures;
  readonly sessions: number;
}

/** A test of a choice. */
export type Tested =
  | {
      readonly status: 'ok';
      readonly daily: Returns;
      readonly resultHash: string;
      readonly trades: number;
      readonly periodsPerYear: number;
    }
  | { readonly status: 'failed'; readonly error: string };

/** A window, or split, that was gone through. */
export interface Judged {
  readonly part: TrainTest;
  /** Points in its training. */
  readonly counts: Readonly<Record<Outcome['status'], number>>;
  readonly choice: Choice | undefined;
  /** One for each range of the test; none without a choice. */
  readonly tested: readonly Tested[];
}

/** The choice of one training: the highest score, of equal ones the first point. A point without a score is never chosen. */
export class Chooser {
  readonly counts = { ok: 0, refused: 0, failed: 0 };
  choice: Choice | undefined;

  /** In any order. `figures` is asked for only where the point is the best so far. */
  offer(point: number, score: number, chosen: () => Omit<Choice, 'point' | 'score'>): void {
    if (Number.isNaN(score)) return;
    const best = this.choice;
    if (best !== undefined && (score < best.score || (score === best.score && point > best.point))) return;
    this.choice = { point, score, ...chosen() };
  }
}

export function testedOf(outcome: Outcome): Tested {
  if (outcome.status !== 'ok') return { status: 'failed', error: outcome.error };
  const { daily, resultHash, counts, trial } = outcome;
  const { closeUs, returns } = daily ?? { closeUs: new Float64Array(0), returns: new Float64Array(0) };
  return {
    status: 'ok',
    daily: { closeUs, returns },
    resultHash,
    trades: counts.trades,
    periodsPerYear: trial.sessionsPerYear,
  };
}
