import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../core/base/assert.ts';
import { Fault } from '../../core/base/fault.ts';
import { planOver } from '../../backtest/plan.ts';
import { openShared } from '../shared-data.ts';
import { altered } from './alteration.ts';
import { moveClock, watchFiles } from './file-watch.ts';
import type { Trace } from './trace.ts';
import { failedAtStart, tracedRun } from './traced-run.ts';
import type { WorkerAnswer, WorkerJob } from './worker-runs.ts';

async function traceOf({ file, baseDir, data, alteration, untilUs, clockAheadMs, instead }: WorkerJob): Promise<Trace> {
  const over = altered(openShared(data), alteration);
  const mayFail = alteration.kind !== 'none';
  const reads = watchFiles(new Map(instead));
  if (clockAheadMs !== undefined) moveClock(clockAheadMs);
  try {
    const plan = await planOver(file, baseDir, over);
    return { ...tracedRun(plan, untilUs, mayFail), reads: [...reads] };
  } catch (error) {
    if (!mayFail) throw error;
    return failedAtStart(error);
  }
}

async function answer(): Promise<WorkerAnswer> {
  try {
    return { trace: await traceOf(workerData as WorkerJob) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: { kind: error.kind, message: error.message, details: error.details } };
  }
}

must(parentPort, 'a worker has a parent').postMessage(await answer());
// a strategy may have left a timer or a socket behind
process.exit(0);
