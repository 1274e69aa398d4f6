import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../core/base/assert.ts';
import { Fault } from '../../core/base/fault.ts';
import { planOver } from '../../backtest/plan.ts';
import { openShared } from '../shared-data.ts';
import { altered } from './alteration.ts';
import { FileWatch, moveClock } from './file-watch.ts';
import type { Job } from './runs.ts';
import type { Trace } from './trace.ts';
import { failedAtStart, tracedRun } from './traced-run.ts';
import type { WorkerAnswer, WorkerRun } from './worker-runs.ts';

const { file, baseDir, data } = workerData as WorkerRun;
const files = new FileWatch();

async function traceOf({ alteration, untilUs, clockAheadMs, instead = [] }: Job): Promise<Trace> {
  const mayFail = alteration.kind !== 'none';
  const over = altered(openShared(data), alteration);
  files.begin(instead);
  if (clockAheadMs !== undefined) moveClock(clockAheadMs);
  try {
    const plan = await planOver(file, baseDir, over);
    return { ...tracedRun(plan, untilUs, mayFail), reads: files.reads };
  } catch (error) {
    if (!mayFail) throw error;
    return failedAtStart(error);
  }
}

async function answerTo(job: Job): Promise<WorkerAnswer> {
  try {
    return { trace: await traceOf(job) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: { kind: error.kind, message: error.message, details: error.details } };
  }
}

const port = must(parentPort, 'a worker has a parent');
port.on('message', (job: Job) => void answerTo(job).then((answer) => port.postMessage(answer)));
