/** All of so many agents, in their order. */
export function everyone(agents: number): Int32Array {
  return Int32Array.from({ length: agents }, (_, agent) => agent);
}

const NOBODY = everyone(0);

/**
 * One vote being counted, in arrays that are reused. `Consensus` fills in the upper half; the method reads it and fills in
 * the lower one. Rows are agents, and only those of `voters` are of this vote: the others hold what an earlier one left there.
 * Voters that are asleep have `awake` 0 and must get weight and part 0.
 */
export class Ballot {
  /** The agents assigned to the instrument, in their order. */
  voters: Int32Array = NOBODY;
  /** Lots held now by all agents' targets together: what a decision is rounded toward. */
  presentLots = 0;
  /** Lots that each agent holds now. */
  readonly held: Float64Array;
  readonly awake: Uint8Array;
  readonly killed: Uint8Array;
  awakeCount = 0;
  readonly targets: Float64Array;
  /** Confidence, faded by age. */
  readonly voices: Float64Array;
  /** What age leaves of a weight, 0..1; all 1 unless `fades`. */
  readonly freshness: Float64Array;
  fades = false;

  /** The decision, whole lots. */
  lots = 0;
  /** What each agent's vote weighed. */
  readonly weights: Float64Array;
  /** Each agent's part of the decision before it is made whole. */
  readonly parts: Float64Array;

  constructor(agents: number) {
    this.held = new Float64Array(agents);
    this.awake = new Uint8Array(agents);
    this.killed = new Uint8Array(agents);
    this.targets = new Float64Array(agents);
    this.voices = new Float64Array(agents);
    this.freshness = new Float64Array(agents);
    this.weights = new Float64Array(agents);
    this.parts = new Float64Array(agents);
  }
}

/** Counts a ballot with somebody awake; false when it decides nothing and the position is kept. It writes every voter's row of what it fills in. */
export type CountVotes = (ballot: Ballot) => boolean;

/** Every awake agent weighs the same. */
export function weighHeads(ballot: Ballot): void {
  const { voters, awake, awakeCount, weights } = ballot;
  for (const i of voters) weights[i] = awake[i] / awakeCount;
}
