import { planOver } from '../backtest/plan.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { loadRunData, type RunData, type Window } from '../backtest/run-data.ts';
import { runPlan } from '../backtest/run.ts';
import type { RunFile } from '../config/run-file.ts';
import { type ParameterValues, withParameters } from './parameters.ts';

/** A run file with its data in memory: any number of evaluations share it, none changes it. */
export interface LoadedRun {
  readonly file: RunFile;
  /** The folder that relative paths of the file are relative to. */
  readonly baseDir: string;
  readonly data: RunData;
}

/** One backtest of a loaded run: what is set in place of what the file says. */
export interface Evaluation {
  readonly parameters: ParameterValues;
  /** Default all that the file gives. */
  readonly window?: Window;
  /** Default the file's. */
  readonly seed?: number;
  /** Session by session, for what is put together of several windows. */
  readonly daily?: boolean;
}

export async function loadRun(file: RunFile, baseDir: string): Promise<LoadedRun> {
  return { file, baseDir, data: await loadRunData(file, baseDir) };
}

/**
 * The backtest of one set of parameters: the same result, and the same hashes, as `backtest run` of a file that says so. Throws
 * a Fault for parameters that a strategy's schema refuses and for a strategy that throws. An aborted `signal` ends it with an
 * `interrupted` Fault, an endless loop in a strategy included.
 */
export async function evaluate(
  { file, baseDir, data }: LoadedRun,
  { parameters, window, seed = file.seed }: Evaluation,
  signal?: AbortSignal,
): Promise<BacktestResult> {
  const plan = await planOver({ ...withParameters(file, parameters), seed }, baseDir, data, window);
  return runPlan(plan, { signal });
}
