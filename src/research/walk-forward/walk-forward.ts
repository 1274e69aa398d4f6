import type { RunFile } from '../../config/run-file.ts';
import type { LoadedRun } from '../evaluate.ts';
import type { Jobs } from '../jobs.ts';
import { sequentialJobs } from '../sequential-jobs.ts';
import { workerJobs } from '../worker-jobs.ts';
import type { Judged } from './choice.ts';
import { judgeCombinatorial, type Overfitting } from './combinatorial.ts';
import { judgeConsecutive } from './consecutive.ts';
import { Evaluations, type EvaluationsOptions, type Failure } from './evaluations.ts';
import { joinPaths, type Path } from './paths.ts';
import { makeWalkForwardPlan, type WalkForwardPlan } from './walk-forward-plan.ts';

export interface WalkForwardOptions extends EvaluationsOptions {
  /** The folder that relative paths of the run file are relative to. */
  readonly baseDir: string;
  /** Worker threads; 1 is this thread. */
  readonly jobs: number;
  /** By the wall clock, ISO in UTC: when all trials of this walk are taken to have started. */
  readonly started: string;
  /** The plan, before anything is evaluated: what it throws ends the walk. */
  readonly onPlan?: (plan: WalkForwardPlan) => Promise<void>;
}

/** A finished walk. It does not depend on the number of jobs. */
export interface WalkForwardResult {
  readonly plan: WalkForwardPlan;
  readonly judged: readonly Judged[];
  readonly paths: readonly Path[];
  /** undefined unless the scheme is combinatorial. */
  readonly overfitting: Overfitting | undefined;
  readonly counts: Evaluations['counts'];
  readonly failures: readonly Failure[];
}

/**
 * Chooses parameters in each training window and judges them in the test window that they have not seen. Writes nothing; an
 * aborted `signal` ends it in an `interrupted` Fault.
 */
export async function runWalkForward(file: RunFile, options: WalkForwardOptions): Promise<WalkForwardResult> {
  const plan = await makeWalkForwardPlan(file, options.baseDir);
  await options.onPlan?.(plan);
  const jobs = openJobs(plan.run, options);
  try {
    const evaluations = new Evaluations(jobs, options);
    const { judged, overfitting } = await judgeWindows(plan, evaluations);
    const { counts, failures } = evaluations;
    return { plan, judged, overfitting, paths: joinPaths(plan, judged), counts, failures };
  } finally {
    await jobs.close();
  }
}

async function judgeWindows(
  plan: WalkForwardPlan,
  evaluations: Evaluations,
): Promise<Pick<WalkForwardResult, 'judged' | 'overfitting'>> {
  if (isCombinatorial(plan)) return judgeCombinatorial(plan, evaluations);
  return { judged: await judgeConsecutive(plan, evaluations), overfitting: undefined };
}

function isCombinatorial(plan: WalkForwardPlan): plan is Extract<WalkForwardPlan, { scheme: { groups: number } }> {
  return plan.scheme.scheme === 'combinatorial';
}

function openJobs(run: LoadedRun, { jobs, started }: WalkForwardOptions): Jobs {
  return jobs === 1 ? sequentialJobs(run, started) : workerJobs(run, started, jobs);
}
