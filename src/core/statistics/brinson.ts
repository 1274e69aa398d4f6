/** A group of instruments over one period: what it weighed at the start and what it made, as fractions. */
export interface Segment {
  readonly weight: number;
  /** weight · return of the group: what it added to the portfolio's return. */
  readonly contribution: number;
  readonly benchmarkWeight: number;
  readonly benchmarkReturn: number;
  /** There were longs and shorts in it: its net weight says nothing of its return. */
  readonly isMixed?: boolean;
}

export interface ActiveEffects {
  /** (w − W)(b − B): of weighing the group otherwise than the benchmark. */
  readonly allocation: number;
  /** W(r − b): of holding other things in it. */
  readonly selection: number;
  /** (w − W)(r − b) */
  readonly interaction: number;
}

/**
 * Brinson and Fachler (1985): a group's part of the active return, in three. Over all groups, those that hold nothing
 * included, they add up to Σ contribution − B, if the weights of portfolio and benchmark add up to the same; cash is a group
 * of return 0. Where there is no return to speak of, because nothing was held or longs and shorts stood against each other,
 * selection is w(r − b) in one, as many reports have it, and there is no interaction.
 */
export function brinsonFachler(segment: Segment, benchmarkTotal: number): ActiveEffects {
  const { weight, contribution, benchmarkWeight, benchmarkReturn, isMixed = false } = segment;
  const allocation = (weight - benchmarkWeight) * (benchmarkReturn - benchmarkTotal);
  const picked = contribution - weight * benchmarkReturn;
  if (weight === 0 || isMixed) return { allocation, selection: picked, interaction: 0 };
  const selection = (benchmarkWeight * picked) / weight;
  return { allocation, selection, interaction: picked - selection };
}
