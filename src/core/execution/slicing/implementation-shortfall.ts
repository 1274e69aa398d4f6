import { type ExecutionProblem, optimalExecution } from '../../statistics/almgren-chriss.ts';
import { type Schedule, StepSchedule, type Steps } from './schedule.ts';

/** The steps of the problem are those of the schedule. */
export type ShortfallProblem = Omit<ExecutionProblem, 'intervals'>;

/**
 * Implementation shortfall: the trajectory of Almgren and Chriss (2000), which trades early as much as the risk of waiting
 * is worth: the fraction done by the end of step k is 1 − x_(k+1)/X. An aversion of 0 is TWAP, of ∞ all at once. The
 * shape is that of the quantity at the start; a parent that changes its size keeps it.
 */
export function implementationShortfall(steps: Steps, count: number, problem: ShortfallProblem): Schedule {
  const { holdings } = optimalExecution({ ...problem, intervals: count });
  const fractions = Float64Array.from({ length: count }, (_, k) => 1 - holdings[k + 1] / problem.quantity);
  fractions[count - 1] = 1;
  return new StepSchedule(steps, fractions);
}
