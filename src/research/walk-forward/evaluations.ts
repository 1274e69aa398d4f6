import { Fault } from '../../core/base/fault.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Jobs, Outcome } from '../jobs.ts';
import type { ParameterValues } from '../parameters.ts';
import { type Trial, TrialKind } from '../trials.ts';

/** What was evaluated, for people. */
export interface Place {
  /** What it stands behind in the order of failures: this does not depend on who was ready first. */
  readonly order: number;
  readonly part: 'training' | 'test' | 'whole period';
  /** From 1; null where it belongs to several. */
  readonly window: number | null;
  readonly point: number;
}

export interface Failure extends Omit<Place, 'order'> {
  readonly status: 'refused' | 'failed';
  readonly parameters: ParameterValues;
  readonly error: string;
}

export interface WalkForwardProgress {
  readonly done: number;
  readonly total: number;
  readonly counts: Evaluations['counts'];
}

export interface EvaluationsOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WalkForwardProgress) => void;
  /** Every evaluation is a look at the data; handed over some at a time. */
  readonly onTrials?: (trials: readonly Trial[]) => void;
}

const TRIALS_AT_A_TIME = 32;
const FAILURES_KEPT = 20;

/** Works evaluations off over jobs, counts them, and hands over the trial that each of them is. */
export class Evaluations {
  readonly counts = { ok: 0, refused: 0, failed: 0 };
  /** To be done in all, as far as it is known. */
  total = 0;
  private readonly jobs: Jobs;
  private readonly options: EvaluationsOptions;
  private readonly failed: { readonly order: number; readonly failure: Failure }[] = [];
  private trials: Trial[] = [];
  private done = 0;

  constructor(jobs: Jobs, options: EvaluationsOptions) {
    this.jobs = jobs;
    this.options = options;
  }

  /** The first failures in their order, each kind of a point's once. */
  get failures(): readonly Failure[] {
    return this.failed.map(({ failure }) => failure);
  }

  async run({ order, ...place }: Place, evaluation: Evaluation): Promise<Outcome> {
    const outcome = await this.jobs.run(evaluation);
    this.counts[outcome.status] += 1;
    this.done += 1;
    if (outcome.status === 'ok') this.trials.push({ ...outcome.trial, kind: TrialKind.walkForward });
    else {
      const { status, error } = outcome;
      this.keep(order, { ...place, status, parameters: evaluation.parameters, error });
    }
    if (this.trials.length >= TRIALS_AT_A_TIME) this.recordTrials();
    const { done, total, counts } = this;
    this.options.onProgress?.({ done, total, counts });
    return outcome;
  }

  /** Tasks 0 to `count`, as many at a time as there are jobs. The first error, or an abort, ends it once all have stopped. */
  async inLanes(count: number, work: (task: number) => Promise<void>): Promise<void> {
    const { jobs } = this;
    const { signal } = this.options;
    let next = 0;
    const failures: unknown[] = [];
    const fail = (error: unknown): void => {
      failures.push(error);
      void jobs.close();
    };
    const stop = (): void => fail(new Fault('interrupted', 'interrupted; nothing was written'));
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
    const lane = async (): Promise<void> => {
      while (next < count && failures.length === 0) await work(next++);
    };
    await Promise.all(Array.from({ length: jobs.size }, () => lane().catch(fail)));
    signal?.removeEventListener('abort', stop);
    this.recordTrials();
    if (failures.length > 0) throw failures[0];
  }

  /** A point that fails in the same way in many windows is told once, of the first. */
  private keep(order: number, failure: Failure): void {
    const { failed } = this;
    const same = failed.findIndex(
      ({ failure: { point, part, error } }) =>
        point === failure.point && part === failure.part && error === failure.error,
    );
    if (same === -1) failed.push({ order, failure });
    else if (order < failed[same].order) failed[same] = { order, failure };
    failed.sort((a, b) => a.order - b.order);
    if (failed.length > FAILURES_KEPT) failed.pop();
  }

  private recordTrials(): void {
    const { trials } = this;
    this.trials = [];
    if (trials.length > 0) this.options.onTrials?.(trials);
  }
}
