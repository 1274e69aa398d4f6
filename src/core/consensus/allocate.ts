import { assert } from '../base/assert.ts';
import { mulDiv } from '../base/rounding.ts';
import { Ranking } from './ranking.ts';

/**
 * Who gets the lots of a fill. Lot by lot they go to the agent with the largest shortfall, which is
 * ask * filled / total - got with `filled` counting this report; ties to the lower index. Done for all lots of a report at
 * once in O(owners log owners), in integers throughout. Rows are all owners; only those of `owners` are looked at.
 */
export class Allocator {
  private readonly ranking: Ranking;
  /** Of each agent's ask * filled / total: the whole lots it has not got yet, and the rest of the division. */
  private readonly due: Float64Array;
  private readonly rests: Float64Array;

  constructor(agents: number) {
    this.ranking = new Ranking(agents);
    this.due = new Float64Array(agents);
    this.rests = new Float64Array(agents);
  }

  /**
   * `asks` (lots, >= 0) and `got` are the order's own; `got` must have come from here and is brought up to date, `out`
   * receives the lots of this report. More than was asked for is a defect.
   */
  allocate(asks: Float64Array, got: Float64Array, lots: number, out: Float64Array, owners: Int32Array): void {
    const { due } = this;
    let left = -lots;
    for (const i of owners) left += asks[i] - got[i];
    assert(lots >= 0 && left >= 0, 'a fill lies within what was asked for');
    if (left === 0) {
      complete(asks, got, out, owners);
      return;
    }
    this.shortfalls(asks, got, lots, owners);
    const level = this.level(lots, owners);
    left = lots;
    this.ranking.clear();
    for (const i of owners) {
      out[i] = Math.max(0, due[i] - level);
      left -= out[i];
      if (due[i] >= level) this.ranking.add(i, this.rests[i]);
    }
    for (; left > 0; left--) out[this.ranking.take()] += 1;
    for (const i of owners) got[i] += out[i];
  }

  private shortfalls(asks: Float64Array, got: Float64Array, lots: number, owners: Int32Array): void {
    let total = 0;
    let filled = lots;
    for (const i of owners) {
      total += asks[i];
      filled += got[i];
    }
    for (const i of owners) {
      const whole = total === 0 ? 0 : mulDiv(asks[i], filled, total, 'floor');
      this.due[i] = whole - got[i];
      this.rests[i] = total === 0 ? 0 : remainder(asks[i], filled, total, whole);
    }
  }

  /**
   * Think of each owner's shortfall s, s - 1, s - 2, ... as its claims: the lots go to the largest. This is the least level
   * such that the claims at least one lot above it do not use up the lots; the rest goes by fraction at the level itself.
   * It lies in 0..owners, because the shortfalls add up to the lots and none is below -1.
   */
  private level(lots: number, owners: Int32Array): number {
    let low = 0;
    let high = owners.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.claimsAbove(middle, owners) <= lots) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private claimsAbove(level: number, owners: Int32Array): number {
    let count = 0;
    for (const i of owners) count += Math.max(0, this.due[i] - level);
    return count;
  }
}

/** The last fill, which is often the only one: everyone gets what it has not got yet. */
function complete(asks: Float64Array, got: Float64Array, out: Float64Array, owners: Int32Array): void {
  for (const i of owners) {
    out[i] = asks[i] - got[i];
    got[i] = asks[i];
  }
}

/** a * b - c * quotient, exactly. */
function remainder(a: number, b: number, c: number, quotient: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return product - c * quotient;
  return Number(BigInt(a) * BigInt(b) - BigInt(c) * BigInt(quotient));
}
