import { type Schedule, StepSchedule, type Steps } from './schedule.ts';

/** Time-weighted: the same in every step, q_k = round(Q·(k+1)/N) − round(Q·k/N). */
export function twap(steps: Steps, count: number): Schedule {
  return new StepSchedule(
    steps,
    Float64Array.from({ length: count }, (_, k) => (k + 1) / count),
  );
}
