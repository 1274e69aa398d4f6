import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Fault, type FaultKind } from '../../core/base/fault.ts';
import type { LoadedRun } from '../evaluate.ts';
import { type SharedData, shareData } from '../shared-data.ts';
import type { Job, Runs } from './runs.ts';
import type { Trace } from './trace.ts';

/** What a worker is started with. */
export interface WorkerJob extends Job {
  readonly file: LoadedRun['file'];
  readonly baseDir: string;
  readonly data: SharedData;
}

/** What it sends back, once. */
export type WorkerAnswer =
  | { readonly trace: Trace }
  | { readonly fault: { readonly kind: FaultKind; readonly message: string; readonly details: readonly string[] } };

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './probe-worker.ts' : './probe-worker.js', import.meta.url);

const ENDED = 'a run ended before it was over; a strategy may not end the process';

/**
 * A thread of its own for each run: strategies are loaded anew, and nothing that one run leaves behind in a module or in a global
 * reaches the next. The bars are in shared memory.
 */
export function workerRuns({ file, baseDir, data }: LoadedRun): Runs {
  const shared = shareData(data);
  const working = new Set<Worker>();
  let closed = false;
  return {
    size: Math.max(1, Math.min(8, availableParallelism())),
    run(job) {
      const workerData: WorkerJob = { ...job, file, baseDir, data: shared };
      return new Promise((resolve, reject) => {
        const worker = new Worker(WORKER, { workerData, stdout: false, stderr: false });
        let answer: WorkerAnswer | undefined;
        working.add(worker);
        worker.on('message', (message: WorkerAnswer) => (answer = message));
        worker.on('error', reject);
        worker.on('exit', () => {
          working.delete(worker);
          if (closed) reject(new Fault('interrupted', 'interrupted'));
          else if (answer === undefined) reject(new Fault('strategy', ENDED));
          else if ('trace' in answer) resolve(answer.trace);
          else reject(new Fault(answer.fault.kind, answer.fault.message, answer.fault.details));
        });
      });
    },
    async close() {
      closed = true;
      await Promise.all([...working].map((worker) => worker.terminate()));
    },
  };
}
