import { join } from 'node:path';
import { assert, must } from '../core/base/assert.ts';
import { Fault } from '../core/base/fault.ts';
import type { RunFile } from '../config/run-file.ts';
import { closedFault, type Jobs, type Outcome } from './jobs.ts';
import { type Left, readRows, RowFile } from './row-file.ts';
import { type Rung, survivors } from './rungs.ts';
import { sequentialJobs } from './sequential-jobs.ts';
import { beginFolder, type FolderOptions, sweepFiles } from './sweep-folder.ts';
import { makeSweepPlan, type SweepPlan } from './sweep-plan.ts';
import { type Place, rowOf, scoreOf, type SweepRow } from './sweep-row.ts';
import { SweepTally } from './sweep-tally.ts';
import type { Trial } from './trials.ts';
import { workerJobs } from './worker-jobs.ts';

export interface SweepProgress {
  /** Rows that are kept, those of an earlier run included. */
  readonly done: number;
  /** Of those, what was there before. */
  readonly resumed: number;
  readonly total: number;
  readonly tally: SweepTally;
}

export interface SweepOptions extends FolderOptions {
  /** The folder that relative paths of the run file are relative to. */
  readonly baseDir: string;
  /** Worker threads; 1 is this thread. */
  readonly jobs: number;
  /** By the wall clock, ISO in UTC: when all trials of this sweep are taken to have started. */
  readonly started: string;
  /** Aborting it keeps what is finished and ends in an `interrupted` Fault. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Every evaluation is a look at the data; handed over some at a time. */
  readonly onTrials?: (trials: readonly Trial[]) => void;
}

/** A finished sweep: its rows are in the folder. */
export interface SweepResult extends Omit<SweepPlan, 'run'> {
  readonly tally: SweepTally;
  /** Points that reached each rung. */
  readonly reached: readonly number[];
}

/** Rows may be finished so far ahead of the first unfinished one; beyond, the others wait for it. */
const AHEAD_MAX = 1_024;

/**
 * Runs the search of a run file and keeps a row for each evaluation, in an order that does not depend on the number of jobs or
 * on interruptions: the same bytes in every case. Throws a Fault for what the user can mend, a folder in use included.
 * `finish` makes something of the rows while the folder is still this process's own.
 */
export async function runSweep<T>(
  file: RunFile,
  options: SweepOptions,
  finish: (result: SweepResult) => T | Promise<T>,
): Promise<T> {
  const { run, ...plan } = await makeSweepPlan(file, options.baseDir);
  const { left, lock } = await beginFolder(plan.identity, options);
  let unused: typeof run | undefined = run;
  const openJobs = (): Jobs => {
    const loaded = must(unused, 'jobs are opened once');
    // Workers see columns of their own kind: what was loaded can go.
    unused = undefined;
    return options.jobs === 1
      ? sequentialJobs(loaded, options.started)
      : workerJobs(loaded, options.started, options.jobs);
  };
  try {
    return await finish(await new Sweep(plan, options, left, openJobs).run());
  } finally {
    lock.release();
  }
}

class Sweep {
  private readonly plan: Omit<SweepPlan, 'run'>;
  private readonly options: SweepOptions;
  private readonly left: Left;
  private readonly openJobs: () => Jobs;
  private readonly tally: SweepTally;
  private readonly path: string;
  private jobs: Jobs | undefined;
  private rows: RowFile | undefined;
  private total: number;
  /** Rows that stand in the file, all before them too. */
  private landed = 0;
  /** Of the rung at hand: its first row, and the objectives of its points. */
  private firstRow = 0;
  private scores = new Float64Array(0);
  private readonly ahead = new Map<number, SweepRow>();
  private trials: Trial[] = [];
  private waiting: (() => void)[] = [];
  private failure: unknown;

  constructor(plan: Omit<SweepPlan, 'run'>, options: SweepOptions, left: Left, openJobs: () => Jobs) {
    this.plan = plan;
    this.options = options;
    this.left = left;
    this.openJobs = openJobs;
    this.tally = new SweepTally(plan.identity.objective);
    this.path = join(options.dir, sweepFiles.rows);
    this.total = plan.rungs.reduce((sum, { points }) => sum + points, 0);
    for (const row of left.ahead) this.ahead.set(row.row, row);
  }

  async run(): Promise<SweepResult> {
    const { plan, options, tally } = this;
    const stop = (): void => this.fail(closedFault());
    if (options.signal?.aborted === true) stop();
    options.signal?.addEventListener('abort', stop);
    try {
      const reached = await this.walk();
      return { ...plan, tally, reached };
    } finally {
      options.signal?.removeEventListener('abort', stop);
      await this.jobs?.close();
      await this.rows?.close();
    }
  }

  private async walk(): Promise<number[]> {
    const { plan, path } = this;
    const earlier = readRows(path);
    // A row that is there is not run again: its trial must have been recorded, whatever ends this process.
    this.rows = await RowFile.open(path, () => this.recordTrials());
    const reached: number[] = [];
    let points = Array.from({ length: 0 }, Number);
    for (const [index, rung] of plan.rungs.entries()) {
      if (index > 0) points = survivors(index === 1 ? undefined : points, this.scores, rung.points);
      const count = index === 0 ? plan.points.count : points.length;
      reached.push(count);
      this.total -= rung.points - count;
      this.firstRow = this.landed;
      this.scores = new Float64Array(count).fill(Number.NaN);
      await this.walkRung(index, rung, count, (place) => (index === 0 ? place : points[place]), earlier);
    }
    return reached;
  }

  private async walkRung(
    index: number,
    rung: Rung,
    count: number,
    pointAt: (place: number) => number,
    earlier: AsyncGenerator<SweepRow>,
  ): Promise<void> {
    const end = this.firstRow + count;
    while (this.landed < Math.min(end, this.left.whole)) {
      const { value, done } = await earlier.next();
      assert(done !== true, 'rows that were counted can be read again');
      this.land(value as SweepRow);
    }
    let next = this.landed;
    const lane = async (jobs: Jobs): Promise<void> => {
      while (next < end && this.failure === undefined) {
        const row = next++;
        // An earlier run finished it ahead of others.
        if (row < this.landed || this.ahead.has(row)) continue;
        const point = pointAt(row - this.firstRow);
        const place: Place = { row, point, rung: index, share: rung.share, parameters: this.plan.points.at(point) };
        const outcome = await jobs.run({ parameters: place.parameters, window: rung.window });
        this.take(rowOf(place, outcome), outcome);
        if (this.rows?.behind === true) await this.rows.sync();
        while (row - this.landed > AHEAD_MAX && this.failure === undefined)
          await new Promise<void>((resolve) => this.waiting.push(resolve));
      }
    };
    this.flush();
    if (next < end && this.failure === undefined) {
      const jobs = (this.jobs ??= this.openJobs());
      const lanes = Array.from({ length: jobs.size }, () => lane(jobs).catch((error: unknown) => this.fail(error)));
      await Promise.all(lanes);
    }
    this.recordTrials();
    if (this.failure !== undefined) throw await this.keepRest();
    this.flush();
    await this.rows?.sync();
  }

  private take(row: SweepRow, outcome: Outcome): void {
    this.ahead.set(row.row, row);
    if (outcome.status === 'ok') this.trials.push(outcome.trial);
    this.flush();
  }

  /** What follows on the rows of the file joins them. */
  private flush(): void {
    for (let row = this.ahead.get(this.landed); row !== undefined; row = this.ahead.get(this.landed)) {
      this.ahead.delete(row.row);
      this.rows?.append(row);
      this.land(row);
    }
    for (const wake of this.waiting.splice(0)) wake();
  }

  private land(row: SweepRow): void {
    this.landed += 1;
    const score = scoreOf(row, this.plan.identity.objective);
    this.scores[row.row - this.firstRow] = row.status === 'ok' && Number.isNaN(score) ? -Infinity : score;
    this.tally.add(row);
    const resumed = this.left.whole + this.left.ahead.length;
    this.options.onProgress?.({ done: this.landed, resumed, total: this.total, tally: this.tally });
  }

  private recordTrials(): void {
    const { trials } = this;
    this.trials = [];
    if (trials.length > 0) this.options.onTrials?.(trials);
  }

  /** The first failure ends the sweep; the jobs are broken off. */
  private fail(error: unknown): void {
    this.failure ??= error;
    void this.jobs?.close();
    for (const wake of this.waiting.splice(0)) wake();
  }

  /** What was finished ahead of others is kept behind a gap, for `resume`. Returns what to throw. */
  private async keepRest(): Promise<unknown> {
    const rest = [...this.ahead.values()].toSorted((a, b) => a.row - b.row);
    try {
      for (const row of rest) this.rows?.append(row);
      await this.rows?.sync();
    } catch (error) {
      return this.failure instanceof Fault ? error : this.failure;
    }
    if (!(this.failure instanceof Fault && this.failure.kind === 'interrupted')) return this.failure;
    const [kept, total] = [this.landed + rest.length, this.total].map((value) => value.toLocaleString('en-US'));
    return new Fault(
      'interrupted',
      `interrupted; ${kept} of ${total} evaluations are kept in ${this.options.dir}, and --resume goes on with them`,
    );
  }
}
