/**
 * One vote being counted, in arrays that are reused. `Consensus` fills in the upper half; the method reads it and fills in
 * the lower one. Rows are agents; those that are asleep have `awake` 0 and must get weight and part 0.
 */
export class Ballot {
  readonly agents: number;
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
    this.agents = agents;
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

/** Counts a ballot with somebody awake; false when it decides nothing and the position is kept. It writes every row of what it fills in. */
export type CountVotes = (ballot: Ballot) => boolean;

/** Every awake agent weighs the same. */
export function weighHeads(ballot: Ballot): void {
  for (let i = 0; i < ballot.agents; i++) ballot.weights[i] = ballot.awake[i] / ballot.awakeCount;
}
