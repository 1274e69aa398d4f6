import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../core/base/assert.ts';
import { Fault } from '../../core/base/fault.ts';
import type { Job } from './runs.ts';
import type { Trace } from './trace.ts';
import type { WorkerAnswer, WorkerRun } from './worker-runs.ts';

const { file, baseDir, data, compileCache } = workerData as WorkerRun;
if (compileCache) enableCompileCache();
// Some hundred modules: what a thread costs to start, and less than half of it from the cache.
const { planOver } = await import('../../backtest/plan.ts');
const { openShared } = await import('../shared-data.ts');
const { altered } = await import('./alteration.ts');
const { FileWatch, moveClock } = await import('./file-watch.ts');
const { failedAtStart, tracedRun } = await import('./traced-run.ts');
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
