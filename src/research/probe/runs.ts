import type { Us } from '../../core/base/time.ts';
import type { Alteration } from './alteration.ts';
import type { Trace } from './trace.ts';

/** One run over altered data. */
export interface Job {
  readonly alteration: Alteration;
  /** What happens after it is of no interest. */
  readonly untilUs: Us;
  /** In a thread of its own, with every module and global as on the first day. */
  readonly fresh?: boolean;
  /** How far the clock of the run's thread goes ahead of the true one; for `fresh` runs. */
  readonly clockAheadMs?: number;
  /** Files that are opened in place of others: absolute paths. */
  readonly instead?: readonly (readonly [string, string])[];
}

/** Makes runs, each with a fresh engine and with what `create` of each strategy returns anew. */
export interface Runs {
  /** So many may be asked for at a time. */
  readonly size: number;
  /** Rejects with a Fault when the very first data, unaltered, cannot be run. */
  run(job: Job): Promise<Trace>;
  close(): Promise<void>;
}
