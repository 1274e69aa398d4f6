import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import { Fault } from '../core/base/fault.ts';
import type { Evaluation, LoadedRun } from './evaluate.ts';
import { closedFault, type Jobs, type Outcome } from './jobs.ts';
import { shareData } from './shared-data.ts';
import type { WorkerAnswer, WorkerInput } from './sweep-worker.ts';

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './sweep-worker.ts' : './sweep-worker.js', import.meta.url);

interface Waiting {
  readonly evaluation: Evaluation;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread, and what it is at. */
interface Lane {
  readonly worker: Worker;
  at: Waiting | undefined;
}

/**
 * Worker threads over the same columns. Evaluations are handed out one by one, to whoever is free. A strategy that ends its
 * thread is an outcome of that evaluation, and another thread takes its place.
 */
export function workerJobs(run: LoadedRun, started: string, threads: number): Jobs {
  const compileCache = getCompileCacheDir() !== undefined;
  const { file, baseDir } = run;
  const input: WorkerInput = { file, baseDir, data: shareData(run.data), started, compileCache };
  const lanes = new Set<Lane>();
  const queue: Waiting[] = [];
  let closed = false;

  const open = (): void => {
    const lane: Lane = { worker: new Worker(WORKER, { workerData: input }), at: undefined };
    lanes.add(lane);
    lane.worker.on('message', (answer: WorkerAnswer) => {
      const { at } = lane;
      lane.at = undefined;
      next(lane);
      if (at !== undefined) settle(at, answer);
    });
    let why: unknown;
    lane.worker.on('error', (error) => (why = error));
    lane.worker.on('exit', (code) => {
      lanes.delete(lane);
      if (closed) return;
      const text = why === undefined ? `it ended its thread with code ${code}` : String((why as Error).message ?? why);
      lane.at?.resolve({ status: 'failed', error: text });
      open();
    });
    next(lane);
  };
  const next = (lane: Lane): void => {
    const waiting = queue.shift();
    if (waiting === undefined) return;
    lane.at = waiting;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    lane.worker.postMessage(waiting.evaluation);
  };

  for (let i = 0; i < threads; i++) open();
  return {
    // One more waits for each thread: none stands idle until the next is handed out.
    size: 2 * threads,
    run(evaluation) {
      if (closed) return Promise.reject(closedFault());
      return new Promise((resolve, reject) => {
        queue.push({ evaluation, resolve, reject });
        for (const lane of lanes) if (lane.at === undefined) return next(lane);
      });
    },
    async close() {
      closed = true;
      const pending = [...queue.splice(0), ...[...lanes].flatMap(({ at }) => at ?? [])];
      for (const { reject } of pending) reject(closedFault());
      await Promise.all([...lanes].map(({ worker }) => worker.terminate()));
    },
  };
}

function settle({ resolve, reject }: Waiting, answer: WorkerAnswer): void {
  if ('outcome' in answer) resolve(answer.outcome);
  else if ('fault' in answer) reject(new Fault(answer.fault.kind, answer.fault.message, answer.fault.details));
  else reject(new Error(`in a worker: ${answer.defect}`));
}
