import { assert } from '../base/assert.ts';
import { logGamma, chiSquareSurvival } from './special.ts';

/**
 * Was the VaR right? An exception is a period whose loss exceeded it; with a right VaR each period is one with chance
 * p = 1 − confidence, independently. Likelihood ratios are dimensionless; p-values are from their χ² limit.
 */
export interface LikelihoodRatio {
  readonly statistic: number;
  /** The chance of a ratio as large as this from a right model. */
  readonly pValue: number;
}

/**
 * Proportion of failures, x exceptions in T periods (Kupiec 1995):
 * LR = −2 ln[(1−p)^{T−x} pˣ / ((1−x/T)^{T−x}(x/T)ˣ)], with 0·ln 0 = 0; χ² with one degree of freedom.
 */
export function kupiec(periods: number, exceptions: number, p: number): LikelihoodRatio {
  assert(p > 0 && p < 1, () => `the chance of an exception lies between 0 and 1, was ${p}`);
  assert(exceptions >= 0 && exceptions <= periods, 'there are between 0 and T exceptions');
  const share = periods === 0 ? p : exceptions / periods;
  return ratio(logLikelihood(periods, exceptions, p), logLikelihood(periods, exceptions, share), 1);
}

/** The counts of exceptions that Kupiec's test does not reject at this size, from `low` to `high`, ends included. */
export function kupiecAcceptance(periods: number, p: number, size = 0.05): { low: number; high: number } {
  const expected = Math.round(periods * p);
  let low = expected;
  let high = expected;
  while (low > 0 && kupiec(periods, low - 1, p).pValue > size) low -= 1;
  while (high < periods && kupiec(periods, high + 1, p).pValue > size) high += 1;
  return { low, high };
}

/** Moves between calm (0) and exception (1): n01 counts the exceptions that follow a calm period. */
export interface Transitions {
  readonly n00: number;
  readonly n01: number;
  readonly n10: number;
  readonly n11: number;
}

export interface Christoffersen {
  readonly transitions: Transitions;
  /** Kupiec's ratio over all periods. */
  readonly unconditional: LikelihoodRatio;
  /** Do exceptions come alone? χ² with one degree of freedom; 0 where there is no exception. */
  readonly independence: LikelihoodRatio;
  /** Right in number and alone: the sum of both, χ² with two degrees of freedom. */
  readonly conditional: LikelihoodRatio;
}

/** Christoffersen 1998: `hits` holds 1 for each period with an exception and 0 for the others, in the order of time. */
export function christoffersen(hits: ArrayLike<number>, p: number): Christoffersen {
  const counts = [0, 0, 0, 0];
  let exceptions = 0;
  for (let t = 0; t < hits.length; t++) {
    if (hits[t] !== 0) exceptions += 1;
    if (t > 0) counts[(hits[t - 1] === 0 ? 0 : 2) + (hits[t] === 0 ? 0 : 1)] += 1;
  }
  const [n00, n01, n10, n11] = counts;
  const moves = n00 + n01 + n10 + n11;
  const pooled = moves === 0 ? 0 : (n01 + n11) / moves;
  const alone = logLikelihood(moves, n01 + n11, pooled);
  const dependent =
    logLikelihood(n00 + n01, n01, n01 / Math.max(1, n00 + n01)) +
    logLikelihood(n10 + n11, n11, n11 / Math.max(1, n10 + n11));
  const unconditional = kupiec(hits.length, exceptions, p);
  const independence = ratio(alone, dependent, 1);
  const statistic = unconditional.statistic + independence.statistic;
  return {
    transitions: { n00, n01, n10, n11 },
    unconditional,
    independence,
    conditional: { statistic, pValue: chiSquareSurvival(statistic, 2) },
  };
}

/** The zones of the Basel Committee (1996) for a VaR: at least 95 % of right models are green, all but 0.01 % green or yellow. */
export const TrafficLight = { green: 'green', yellow: 'yellow', red: 'red' } as const;
export type TrafficLight = (typeof TrafficLight)[keyof typeof TrafficLight];

/** For 250 days at 99 %, as in the accord: green up to 4 exceptions, yellow up to 9, red from 10. */
export function trafficLight(exceptions: number, periods = 250, p = 0.01): TrafficLight {
  const chance = binomialCdf(exceptions, periods, p);
  if (chance < 0.95) return TrafficLight.green;
  return chance < 0.9999 ? TrafficLight.yellow : TrafficLight.red;
}

/** The chance of at most x exceptions in so many periods. */
export function binomialCdf(x: number, periods: number, p: number): number {
  let sum = 0;
  for (let k = 0; k <= Math.min(x, periods); k++) {
    const ways = logGamma(periods + 1) - logGamma(k + 1) - logGamma(periods - k + 1);
    sum += Math.exp(ways + k * Math.log(p) + (periods - k) * Math.log1p(-p));
  }
  return Math.min(1, sum);
}

function logLikelihood(periods: number, exceptions: number, p: number): number {
  const hits = exceptions === 0 ? 0 : exceptions * Math.log(p);
  const misses = periods === exceptions ? 0 : (periods - exceptions) * Math.log1p(-p);
  return hits + misses;
}

/** Never below 0: a restricted model cannot fit better, except by rounding. */
function ratio(restricted: number, free: number, degrees: number): LikelihoodRatio {
  const statistic = Math.max(0, -2 * (restricted - free));
  return { statistic, pValue: chiSquareSurvival(statistic, degrees) };
}
