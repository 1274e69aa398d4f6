import { assert } from '../base/assert.ts';
import type { Ballot } from './ballot.ts';
import { Shares } from './shares.ts';

export const DecisionKind = {
  decided: 'decided',
  /** a tie, no common camp, or nobody awake: the position stays */ kept: 'kept',
  /** too few are awake: what was decided passes only as far as it reduces */ noQuorum: 'no-quorum',
} as const;
export type DecisionKind = (typeof DecisionKind)[keyof typeof DecisionKind];

/**
 * What was decided: one object, which the next decision overwrites. Rows are agents, and only those of `voters` are of this
 * decision. Shares and what is said about the vote are worked out when they are read, for most rounds of learned weights send
 * nothing.
 */
export class Decision {
  kind: DecisionKind = DecisionKind.kept;
  targetLots = 0;
  /** The agent whose veto held the decision back; -1 when none did. */
  vetoedBy = -1;
  /** An agent changed its target since the last decision here, or the move exceeds the band. */
  send = false;
  private readonly ballot: Ballot;
  private readonly apportioning: Shares;
  private readonly whole: Float64Array;
  private isWhole = false;

  constructor(ballot: Ballot, agents: number) {
    this.ballot = ballot;
    this.apportioning = new Shares(agents);
    this.whole = new Float64Array(agents);
  }

  /** The ballot has been counted, and `targetLots` of it stand. */
  settle(kind: DecisionKind, targetLots: number, vetoedBy: number, send: boolean): void {
    this.kind = kind;
    this.targetLots = targetLots;
    this.vetoedBy = vetoedBy;
    this.send = send;
    this.isWhole = false;
  }

  /** Whole lots that add up to the target. */
  get shares(): Float64Array {
    if (!this.isWhole) {
      const { ballot, whole } = this;
      this.apportioning.apportion(ballot.parts, ballot.lots, whole, ballot.voters);
      this.apportioning.cut(whole, ballot.held, ballot.lots, this.targetLots, ballot.voters);
      this.isWhole = true;
    }
    return this.whole;
  }

  /** The agents assigned to the instrument, in their order. */
  get voters(): Int32Array {
    return this.ballot.voters;
  }

  /** Lots that the voters hold together. */
  get presentLots(): number {
    return this.ballot.presentLots;
  }

  /** How many were awake. */
  get participants(): number {
    return this.ballot.awakeCount;
  }

  /** 1 for agents that were awake. */
  get participating(): Uint8Array {
    return this.ballot.awake;
  }

  /** Under `sum` 1 for everyone awake; otherwise adding up to 1 over the awake. */
  get weights(): Float64Array {
    return this.ballot.weights;
  }

  /** The weighted mean of the confidences of the awake, faded by their age. */
  get confidence(): number {
    const { voters, weights, voices } = this.ballot;
    let total = 0;
    let sum = 0;
    for (const i of voters) {
      total += weights[i];
      sum += weights[i] * voices[i];
    }
    return total > 0 ? sum / total : 0;
  }

  /** The weight of the awake whose camp (long, flat, short) is not that of the decision, 0..1. */
  get dissent(): number {
    const { voters, weights, targets } = this.ballot;
    const camp = Math.sign(this.targetLots);
    let total = 0;
    let against = 0;
    for (const i of voters) {
      total += weights[i];
      if (Math.sign(targets[i]) !== camp) against += weights[i];
    }
    return total > 0 ? against / total : 0;
  }

  /**
   * Brings target and shares to what risk allows. `allowedLots` must lie between the decided target and the lots held: the
   * cut is shared in proportion to the moves that were asked for in its direction.
   */
  shrink(allowedLots: number): void {
    const { voters, presentLots, held } = this.ballot;
    const low = Math.min(this.targetLots, presentLots);
    const high = Math.max(this.targetLots, presentLots);
    assert(allowedLots >= low && allowedLots <= high, 'a decision is shrunk toward the present position');
    this.apportioning.cut(this.shares, held, this.targetLots, allowedLots, voters);
    this.targetLots = allowedLots + 0;
  }
}
