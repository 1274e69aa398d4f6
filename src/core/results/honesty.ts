import type { Baseline, RandomTiming } from './baselines.ts';

/** A figure, or null and why there is none. */
export interface Told {
  readonly note: string | null;
}

/** What a result is worth, given what else was tried, what anybody could have had, and what was assumed. */
export interface Honesty {
  /** How many results this one was chosen from, itself included. */
  readonly trials: Told & {
    readonly count: number | null;
    /** The count is a lower bound or an estimate otherwise; the note says why. */
    readonly exact: boolean;
  };
  readonly sharpe: Told & {
    /** PSR: the chance that the true Sharpe ratio is above 0. */
    readonly probabilistic: number | null;
    /** DSR: the chance that it is above what the best of as many worthless trials is expected to show. */
    readonly deflated: number | null;
    /** That Sharpe ratio, annualised. */
    readonly lucky: number | null;
    /** Sessions needed to say with 95 % confidence that the true Sharpe ratio is above 0. */
    readonly minimumTrackRecord: number | null;
    readonly sessions: number;
  };
  readonly overfitting: Told & {
    readonly probability: number | null;
    /** Trials with returns for the same sessions. */
    readonly compared: number;
  };
  readonly realityCheck: Told & {
    /** White's p-value against holding cash. */
    readonly probability: number | null;
    /** Hansen's. */
    readonly superiorProbability: number | null;
    readonly compared: number;
  };
  readonly baselines: Told & {
    readonly rows: readonly Baseline[];
    readonly random: RandomTiming | null;
  };
  readonly bands: Told & {
    /** From what flatters the result most to what flatters it least; empty where they were left out. */
    readonly costs: readonly BandCase[];
    readonly fills: readonly BandCase[];
  };
}

/** The same run under one assumption. */
export interface BandCase {
  readonly assumption: string;
  /** It is the run itself. */
  readonly asRun: boolean;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
}
