import type { LoadedRun } from './evaluate.ts';
import { closedFault, type Jobs, runEvaluation } from './jobs.ts';

/** One after the other, in this thread. */
export function sequentialJobs(run: LoadedRun, started: string): Jobs {
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  return {
    size: 1,
    run(evaluation) {
      const next = last.then(() => {
        if (closing.signal.aborted) throw closedFault();
        return runEvaluation(run, evaluation, started, closing.signal);
      });
      last = next.catch(() => {});
      return next;
    },
    async close() {
      closing.abort();
      await last;
    },
  };
}
