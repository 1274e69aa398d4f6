/** The levels of one side as JSON, the farthest first. */
export interface DepthSideState {
  readonly ticks: readonly number[];
  readonly lots: readonly number[];
  readonly forgotten: number;
}

const FIRST_CAPACITY = 256;
/** So many levels are moved faster one by one than in one go. */
const FEW = 24;

/**
 * One side of a book: its levels in two columns, the best last, so that what happens near the touch moves little. Past
 * `levelsMax` the farthest level is forgotten.
 */
export class DepthSide {
  count = 0;
  /** Levels forgotten for want of room. */
  forgotten = 0;
  private readonly side: 1 | -1;
  private readonly levelsMax: number;
  /** Prices times the side: the better, the larger, for bids and offers alike. */
  private keys = new Float64Array(FIRST_CAPACITY);
  private sizes = new Float64Array(FIRST_CAPACITY);

  constructor(side: 1 | -1, levelsMax: number) {
    this.side = side;
    this.levelsMax = levelsMax;
  }

  /** The price of the level this many levels from the best, which is 0. */
  ticksOf(index: number): number {
    return this.side * this.keys[this.count - 1 - index];
  }

  lotsOf(index: number): number {
    return this.sizes[this.count - 1 - index];
  }

  /** What stands at this price; 0 where there is no level. */
  lotsAt(ticks: number): number {
    const key = this.side * ticks;
    const at = this.place(key);
    return at < this.count && this.keys[at] === key ? this.sizes[at] : 0;
  }

  /** Sets what stands at this price; 0 takes the level away. */
  set(ticks: number, lots: number): void {
    const key = this.side * ticks;
    const at = this.place(key);
    if (at < this.count && this.keys[at] === key) {
      if (lots > 0) this.sizes[at] = lots;
      else this.remove(at);
    } else if (lots > 0) {
      this.insert(at, key, lots);
    }
  }

  clear(): void {
    this.count = 0;
  }

  /** Takes away all that is better than this price. */
  clearBeyond(ticks: number): void {
    const key = this.side * ticks;
    while (this.count > 0 && this.keys[this.count - 1] > key) this.count -= 1;
  }

  save(): DepthSideState {
    const ticks = Array.from(this.keys.subarray(0, this.count), (key) => this.side * key);
    return { ticks, lots: [...this.sizes.subarray(0, this.count)], forgotten: this.forgotten };
  }

  load({ ticks, lots, forgotten }: DepthSideState): void {
    this.clear();
    this.forgotten = forgotten;
    ticks.forEach((each, i) => this.set(each, lots[i]));
  }

  /** The first place from the far end whose price is as good or better: in growing steps from the best, then by halves. */
  private place(key: number): number {
    const { keys, count } = this;
    let high = count;
    let step = 1;
    while (high > 0 && keys[high - 1] >= key) {
      high = Math.max(0, high - step);
      step *= 2;
    }
    let low = high;
    high = Math.min(count, high + (step >> 1));
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle] >= key) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private insert(at: number, key: number, lots: number): void {
    if (this.count === this.levelsMax) {
      this.forgotten += 1;
      if (at === 0) return;
      this.remove(0);
      at -= 1;
    }
    if (this.count === this.keys.length) this.grow();
    const { keys, sizes, count } = this;
    if (count - at > FEW) {
      keys.copyWithin(at + 1, at, count);
      sizes.copyWithin(at + 1, at, count);
    } else {
      for (let i = count; i > at; i--) {
        keys[i] = keys[i - 1];
        sizes[i] = sizes[i - 1];
      }
    }
    keys[at] = key;
    sizes[at] = lots;
    this.count += 1;
  }

  private remove(at: number): void {
    const { keys, sizes } = this;
    const last = this.count - 1;
    if (last - at > FEW) {
      keys.copyWithin(at, at + 1, last + 1);
      sizes.copyWithin(at, at + 1, last + 1);
    } else {
      for (let i = at; i < last; i++) {
        keys[i] = keys[i + 1];
        sizes[i] = sizes[i + 1];
      }
    }
    this.count = last;
  }

  private grow(): void {
    const { keys, sizes } = this;
    this.keys = new Float64Array(2 * keys.length);
    this.sizes = new Float64Array(2 * sizes.length);
    this.keys.set(keys);
    this.sizes.set(sizes);
  }
}
