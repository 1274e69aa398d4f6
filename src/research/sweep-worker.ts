import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../core/base/assert.ts';
import { Fault, type FaultKind } from '../core/base/fault.ts';
import type { RunFile } from '../config/run-file.ts';
import type { Evaluation, LoadedRun } from './evaluate.ts';
import type { Outcome } from './jobs.ts';
import type { SharedData } from './shared-data.ts';

/** What a worker is started with. */
export interface WorkerInput {
  readonly file: RunFile;
  readonly baseDir: string;
  readonly data: SharedData;
  readonly started: string;
  /** The thread that starts it keeps compiled code: a cache is on for one thread only. */
  readonly compileCache: boolean;
}

/** What it answers to an evaluation. */
export type WorkerAnswer =
  | { readonly outcome: Outcome }
  | { readonly fault: { readonly kind: FaultKind; readonly message: string; readonly details: readonly string[] } }
  | { readonly defect: string };

const port = must(parentPort, 'a parent to answer');
const { file, baseDir, data, started, compileCache } = workerData as WorkerInput;
if (compileCache) enableCompileCache();
// Some hundred modules: what a thread costs to start, and less than half of it from the cache.
const { runEvaluation } = await import('./jobs.ts');
const { openShared } = await import('./shared-data.ts');
const run: LoadedRun = { file, baseDir, data: openShared(data) };

port.on('message', (evaluation: Evaluation) => {
  void answer(evaluation).then((message) => port.postMessage(message));
});

async function answer(evaluation: Evaluation): Promise<WorkerAnswer> {
  try {
    return { outcome: await runEvaluation(run, evaluation, started) };
  } catch (error) {
    if (error instanceof Fault) {
      const { kind, message, details } = error;
      return { fault: { kind, message, details } };
    }
    return { defect: String((error as Error | undefined)?.stack ?? error) };
  }
}
