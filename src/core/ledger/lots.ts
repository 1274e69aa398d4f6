import { divide } from '../base/rounding.ts';

/**
 * The open lots of a position in the order in which they were opened: first in, first out. All are of the position's sign.
 * What stands together cost the same a lot; each group keeps what it cost in all, since after a split a lot may have cost a
 * fraction of a unit.
 */
export class Lots {
  private sizes: number[] = [];
  private costs: bigint[] = [];
  private first = 0;

  /** Adds at the young end. `valuePerLot` is the price of one lot in units of the currency. */
  open(size: number, valuePerLot: bigint): void {
    const last = this.sizes.length - 1;
    if (last >= this.first && this.costs[last] === BigInt(this.sizes[last]) * valuePerLot) {
      this.sizes[last] += size;
      this.costs[last] += BigInt(size) * valuePerLot;
      return;
    }
    this.sizes.push(size);
    this.costs.push(BigInt(size) * valuePerLot);
  }

  /**
   * Takes `size` lots (there are that many) from the old end, and says what they had cost: of a group that did not cost whole
   * units a lot, rounded as told, the rest staying with those that remain.
   */
  close(size: number, rounding: 'ceil' | 'floor'): bigint {
    let left = size;
    let cost = 0n;
    while (left > 0) {
      const { first } = this;
      const held = this.sizes[first];
      const taken = Math.min(left, held);
      const part =
        taken === held ? this.costs[first] : divide(this.costs[first] * BigInt(taken), BigInt(held), rounding);
      cost += part;
      this.costs[first] -= part;
      this.sizes[first] -= taken;
      left -= taken;
      if (taken === held) this.first += 1;
    }
    this.compact();
    return cost;
  }

  /**
   * Each lot becomes numerator / denominator lots, of which `after` whole ones are kept: a fraction that goes leaves from the
   * old end, one that comes was bought for `bought`. Returns what the fraction had cost.
   */
  split(after: number, numerator: number, denominator: number, bought: bigint, rounding: 'ceil' | 'floor'): bigint {
    // In parts of a lot, 1 / denominator each, every group is whole.
    const parts = this.sizes.slice(this.first).map((size) => BigInt(size) * BigInt(numerator));
    const costs = this.costs.slice(this.first);
    const kept = BigInt(after) * BigInt(denominator);
    let over = parts.reduce((sum, part) => sum + part, 0n) - kept;
    let removed = 0n;
    for (let k = 0; over > 0n; k++) {
      const taken = over < parts[k] ? over : parts[k];
      const part = taken === parts[k] ? costs[k] : divide(costs[k] * taken, parts[k], rounding);
      removed += part;
      costs[k] -= part;
      parts[k] -= taken;
      over -= taken;
    }
    if (over < 0n) {
      parts.push(-over);
      costs.push(bought);
    }
    this.regroup(parts, costs, BigInt(denominator), rounding);
    return removed;
  }

  /** Groups of parts of lots as groups of whole lots: a lot that is made of several groups stands alone. */
  private regroup(parts: readonly bigint[], costs: readonly bigint[], whole: bigint, rounding: 'ceil' | 'floor'): void {
    this.sizes = [];
    this.costs = [];
    this.first = 0;
    let begun = 0n;
    let begunCost = 0n;
    parts.forEach((part, k) => {
      let left = part;
      let cost = costs[k];
      const take = (wanted: bigint): bigint => {
        const share = wanted === left ? cost : divide(cost * wanted, left, rounding);
        left -= wanted;
        cost -= share;
        return share;
      };
      const missing = begun === 0n ? 0n : whole - begun;
      if (missing > 0n && left >= missing) {
        this.sizes.push(1);
        this.costs.push(begunCost + take(missing));
        begun = 0n;
        begunCost = 0n;
      }
      const lots = begun === 0n ? left / whole : 0n;
      if (lots > 0n) {
        this.sizes.push(Number(lots));
        this.costs.push(take(lots * whole));
      }
      begun += left;
      begunCost += cost;
    });
  }

  save(): [size: number, cost: string][] {
    return this.sizes.slice(this.first).map((size, i) => [size, String(this.costs[this.first + i])]);
  }

  load(rows: readonly (readonly [size: number, cost: string])[]): void {
    this.sizes = rows.map(([size]) => size);
    this.costs = rows.map(([, cost]) => BigInt(cost));
    this.first = 0;
  }

  /** Drops the closed head once it is half of the queue, so that a long session holds only what is open. */
  private compact(): void {
    if (this.first * 2 < this.sizes.length) return;
    this.sizes.splice(0, this.first);
    this.costs.splice(0, this.first);
    this.first = 0;
  }
}
