import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../core/base/assert.ts';
import { Fault, type FaultKind } from '../core/base/fault.ts';
import type { RunFile } from '../config/run-file.ts';
import type { Evaluation, LoadedRun } from './evaluate.ts';
import { type Outcome, runEvaluation } from './jobs.ts';
import { openShared, type SharedData } from './shared-data.ts';

/** What a worker is started with. */
export interface WorkerInput {
  readonly file: RunFile;
  readonly baseDir: string;
  readonly data: SharedData;
  readonly started: string;
}

/** What it answers to an evaluation. */
export type WorkerAnswer =
  | { readonly outcome: Outcome }
  | { readonly fault: { readonly kind: FaultKind; readonly message: string; readonly details: readonly string[] } }
  | { readonly defect: string };

const port = must(parentPort, 'a parent to answer');
const { file, baseDir, data, started } = workerData as WorkerInput;
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
