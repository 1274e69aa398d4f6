import type { LoadedRun } from '../evaluate.ts';
import type { Findings } from './findings.ts';
import type { Job } from './runs.ts';
import type { Trace } from './trace.ts';

export interface ProbedRun {
  readonly run: LoadedRun;
  readonly seed: number;
  readonly points: number;
}

/** What every probe works with. */
export interface Probing extends ProbedRun {
  /** The run as it is. */
  readonly original: Trace;
  readonly findings: Findings;
  /** Data files of the run that strategies read by themselves, by their real paths -> their place in the run's data. */
  readonly readData: ReadonlyMap<string, number>;
  /** All traces in the order of the jobs; `take` sees each as it comes and nothing is kept. */
  runAll(jobs: readonly Job[], take: (trace: Trace, place: number) => void): Promise<void>;
}

/** The order of the engine's agents. */
export function agentIds({ file }: LoadedRun): string[] {
  return file.agents.map(({ id }) => id).sort();
}
