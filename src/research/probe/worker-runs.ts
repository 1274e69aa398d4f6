import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Fault, type FaultKind } from '../../core/base/fault.ts';
import type { LoadedRun } from '../evaluate.ts';
import { type SharedData, shareData } from '../shared-data.ts';
import type { Job, Runs } from './runs.ts';
import type { Trace } from './trace.ts';

/** What a worker is started with; jobs come as messages. */
export interface WorkerRun {
  readonly file: LoadedRun['file'];
  readonly baseDir: string;
  readonly data: SharedData;
  /** The thread that starts it keeps compiled code: a cache is on for one thread only. */
  readonly compileCache: boolean;
}

/** What it sends back for each job. */
export type WorkerAnswer =
  | { readonly trace: Trace }
  | { readonly fault: { readonly kind: FaultKind; readonly message: string; readonly details: readonly string[] } };

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './probe-worker.ts' : './probe-worker.js', import.meta.url);
const ENDED = 'a run ended before it was over; a strategy may not end the process';

/** Threads for runs, over bars in shared memory. A job that asks for it has a thread of its own; the others take turns on some. */
export function workerRuns({ file, baseDir, data }: LoadedRun): Runs {
  const compileCache = getCompileCacheDir() !== undefined;
  const workerData: WorkerRun = { file, baseDir, data: shareData(data), compileCache };
  const alive = new Set<Worker>();
  const idle: Worker[] = [];
  let closed = false;
  const started = (): Worker => {
    const worker = new Worker(WORKER, { workerData });
    alive.add(worker);
    worker.on('exit', () => alive.delete(worker));
    return worker;
  };
  return {
    size: Math.max(1, Math.min(8, availableParallelism())),
    async run(job) {
      if (closed) throw interrupted();
      const worker = job.fresh === true ? started() : (idle.pop() ?? started());
      try {
        const answer = await answerOf(worker, job);
        if ('fault' in answer) throw new Fault(answer.fault.kind, answer.fault.message, answer.fault.details);
        if (job.fresh !== true) idle.push(worker);
        return answer.trace;
      } catch (error) {
        throw closed ? interrupted() : error;
      } finally {
        if (!idle.includes(worker)) await worker.terminate();
      }
    },
    async close() {
      closed = true;
      await Promise.all([...alive].map((worker) => worker.terminate()));
    },
  };
}

function answerOf(worker: Worker, job: Job): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Fault('strategy', ENDED));
    worker.once('exit', onExit);
    worker.once('error', reject);
    worker.once('message', (answer: WorkerAnswer) => {
      worker.off('exit', onExit);
      worker.off('error', reject);
      resolve(answer);
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- of a window, not of a thread
    worker.postMessage(job);
  });
}

function interrupted(): Fault {
  return new Fault('interrupted', 'interrupted; the probe is not over');
}
