import { assert } from '../../base/assert.ts';
import { median } from '../../statistics/quantiles.ts';
import { type Schedule, StepSchedule, type Steps } from './schedule.ts';

/**
 * Volume-weighted: each step gets its share of the volume that is usual for its time of day, q_k = round(Q·F_k) −
 * round(Q·F_(k−1)). `profile` has a weight per step, >= 0, not all 0; only their proportions matter.
 */
export function vwap(steps: Steps, profile: readonly number[]): Schedule {
  const fractions = new Float64Array(profile.length);
  let sum = 0;
  for (let k = 0; k < profile.length; k++) fractions[k] = sum += profile[k];
  assert(sum > 0 && sum < Number.POSITIVE_INFINITY, 'a volume profile must have some volume');
  for (let k = 0; k < profile.length; k++) fractions[k] /= sum;
  fractions[profile.length - 1] = 1;
  return new StepSchedule(steps, fractions);
}

/** Fewer days make a profile of accidents. */
export const PROFILE_DAYS_MIN = 20;

/**
 * The usual volume of each step: the median over days, of at least `PROFILE_DAYS_MIN` (a half day or one with news weighs
 * no more than any other). `days[d][k]` is the volume of step k on day d. Undefined when there are too few days, or no
 * step that usually trades.
 */
export function volumeProfile(days: readonly (readonly number[])[]): number[] | undefined {
  if (days.length < PROFILE_DAYS_MIN) return undefined;
  const profile = days[0].map((_, step) => median(days.map((day) => day[step])));
  return profile.some((volume) => volume > 0) ? profile : undefined;
}
