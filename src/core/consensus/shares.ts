import { assert } from '../base/assert.ts';
import { mulDiv } from '../base/rounding.ts';

/** Makes the voters' parts of a decision whole, so that they add up to it. Rows are agents; only those of `voters` are looked at. */
export class Shares {
  /** What rounding down cut off, per agent; -1 once a lot was given for it. */
  private readonly rests: Float64Array;
  private readonly cuts: Float64Array;

  constructor(agents: number) {
    this.rests = new Float64Array(agents);
    this.cuts = new Float64Array(agents);
  }

  /**
   * Each part is rounded down, and what is then missing from `lots` goes, one lot each, to the largest fractions, ties to the
   * lower index. `parts` must add up to `lots` within one lot, as they do when `lots` is their sum rounded either way.
   */
  apportion(parts: Float64Array, lots: number, out: Float64Array, voters: Int32Array): void {
    const { rests } = this;
    let missing = lots;
    let fractions = 0;
    for (const i of voters) {
      const part = parts[i];
      const whole = Math.floor(part);
      out[i] = whole + 0;
      missing -= whole;
      rests[i] = part - whole;
      if (part !== whole) fractions += 1;
    }
    // The parts are floats: a whole one may have come out a hair above or below itself.
    if (missing < 0 || missing > fractions) missing = settle(missing, fractions, out, voters);
    for (; missing > 0; missing--) out[this.first(voters)] += 1;
  }

  /** The agent with the largest rest, which is taken. */
  private first(voters: Int32Array): number {
    const { rests } = this;
    let first = voters[0];
    for (const i of voters) if (rests[i] > rests[first]) first = i;
    rests[first] = -1;
    return first;
  }

  /**
   * Shares of a decision that was cut from `lots` to `allowed`, which lies between `lots` and what the agents hold together:
   * those that wanted to move that way give up in proportion to the move they wanted, and nobody is moved further than asked.
   */
  cut(shares: Float64Array, held: Float64Array, lots: number, allowed: number, voters: Int32Array): void {
    const excess = Math.abs(lots - allowed);
    if (excess === 0) return;
    const side = lots > allowed ? 1 : -1;
    const { rests, cuts } = this;
    let wanted = 0;
    for (const i of voters) {
      cuts[i] = Math.max(0, (shares[i] - held[i]) * side);
      wanted += cuts[i];
    }
    assert(wanted >= excess, 'a cut lies between the decision and what is held');
    let missing = excess;
    for (const i of voters) {
      rests[i] = -1;
      if (cuts[i] === 0) continue;
      const whole = mulDiv(cuts[i], excess, wanted, 'floor');
      rests[i] = cuts[i] * (excess / wanted) - whole;
      shares[i] -= whole * side;
      missing -= whole;
    }
    for (; missing > 0; missing--) shares[this.first(voters)] -= side;
  }
}

/** What rounding errors of the parts left over goes to the largest share, where it matters least; returns what is missing still. */
function settle(missing: number, fractions: number, out: Float64Array, voters: Int32Array): number {
  let largest = voters[0];
  for (const i of voters) if (Math.abs(out[i]) > Math.abs(out[largest])) largest = i;
  const left = missing < 0 ? 0 : fractions;
  out[largest] += missing - left;
  return left;
}
