import { assert } from '../base/assert.ts';
import { mulDiv } from '../base/rounding.ts';
import { Ranking } from './ranking.ts';

/** Makes the agents' parts of a decision whole, so that they add up to it. */
export class Shares {
  private readonly ranking: Ranking;
  private readonly cuts: Float64Array;

  constructor(agents: number) {
    this.ranking = new Ranking(agents);
    this.cuts = new Float64Array(agents);
  }

  /**
   * Each part is rounded down, and what is then missing from `lots` goes, one lot each, to the largest fractions, ties to the
   * lower index. `parts` must add up to `lots` within one lot, as they do when `lots` is their sum rounded either way.
   */
  apportion(parts: Float64Array, lots: number, out: Float64Array): void {
    const { ranking } = this;
    ranking.clear();
    let missing = lots;
    for (let i = 0; i < parts.length; i++) {
      const whole = Math.floor(parts[i]);
      out[i] = whole + 0;
      missing -= whole;
      if (parts[i] !== whole) ranking.add(i, parts[i] - whole);
    }
    // The parts are floats: a whole one may have come out a hair above or below itself.
    if (missing < 0 || missing > ranking.size) missing = this.settle(missing, out);
    for (; missing > 0; missing--) out[ranking.take()] += 1;
  }

  /** What rounding errors of the parts left over goes to the largest share, where it matters least. */
  private settle(missing: number, out: Float64Array): number {
    let largest = 0;
    for (let i = 1; i < out.length; i++) if (Math.abs(out[i]) > Math.abs(out[largest])) largest = i;
    const excess = missing < 0 ? missing : missing - this.ranking.size;
    out[largest] += excess;
    return missing - excess;
  }

  /**
   * Shares of a decision that was cut from `lots` to `allowed`, which lies between `lots` and what the agents hold together:
   * those that wanted to move that way give up in proportion to the move they wanted, and nobody is moved further than asked.
   */
  cut(shares: Float64Array, held: Float64Array, lots: number, allowed: number): void {
    const excess = Math.abs(lots - allowed);
    if (excess === 0) return;
    const side = lots > allowed ? 1 : -1;
    const { ranking, cuts } = this;
    let wanted = 0;
    for (let i = 0; i < shares.length; i++) {
      cuts[i] = Math.max(0, (shares[i] - held[i]) * side);
      wanted += cuts[i];
    }
    assert(wanted >= excess, 'a cut lies between the decision and what is held');
    ranking.clear();
    let missing = excess;
    for (let i = 0; i < shares.length; i++) {
      if (cuts[i] === 0) continue;
      const whole = mulDiv(cuts[i], excess, wanted, 'floor');
      ranking.add(i, cuts[i] * (excess / wanted) - whole);
      shares[i] -= whole * side;
      missing -= whole;
    }
    for (; missing > 0; missing--) shares[ranking.take()] -= side;
  }
}
