/** The open lots of a position in the order in which they were opened: first in, first out. All are of the position's sign. */
export class Lots {
  private sizes: number[] = [];
  private prices: bigint[] = [];
  private first = 0;

  /** Adds at the young end. `valuePerLot` is the price of one lot in units of the currency. */
  open(size: number, valuePerLot: bigint): void {
    const last = this.sizes.length - 1;
    if (last >= this.first && this.prices[last] === valuePerLot) {
      this.sizes[last] += size;
      return;
    }
    this.sizes.push(size);
    this.prices.push(valuePerLot);
  }

  /** Takes `size` lots (there are that many) from the old end, and says what they had cost. */
  close(size: number): bigint {
    let left = size;
    let cost = 0n;
    while (left > 0) {
      const taken = Math.min(left, this.sizes[this.first]);
      cost += BigInt(taken) * this.prices[this.first];
      this.sizes[this.first] -= taken;
      left -= taken;
      if (this.sizes[this.first] === 0) this.first += 1;
    }
    this.compact();
    return cost;
  }

  save(): [size: number, valuePerLot: string][] {
    return this.sizes.slice(this.first).map((size, i) => [size, String(this.prices[this.first + i])]);
  }

  load(rows: readonly (readonly [size: number, valuePerLot: string])[]): void {
    this.sizes = rows.map(([size]) => size);
    this.prices = rows.map(([, price]) => BigInt(price));
    this.first = 0;
  }

  /** Drops the closed head once it is half of the queue, so that a long session holds only what is open. */
  private compact(): void {
    if (this.first * 2 < this.sizes.length) return;
    this.sizes.splice(0, this.first);
    this.prices.splice(0, this.first);
    this.first = 0;
  }
}
