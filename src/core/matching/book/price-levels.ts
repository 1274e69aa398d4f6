import { grown, NONE } from './order-pool.ts';

const LANES = 12;
const RING = 4096;
const CAPACITY_MIN = 64;

/** Level 0 is no level: it stands before the first and after the last, and its key is above all others. */
export const NO_LEVEL = 0;

/**
 * The price levels of one side, the best first, as columns; a level is a row from a free list.
 *
 * A level is found through a ring of 4,096 slots, the slot being the price modulo 4,096: any 4,096 ticks in a row have slots
 * of their own, so wherever the market goes the levels round the touch are found in one step, without a window that would have
 * to follow it. A level far away may take a slot from one that is near; then, and for a price that has no level yet, the levels are
 * searched in order through a skip list (W. Pugh, 1990; one level in four is in the next lane), which
 * starts at the touch: O(log levels), and only a few steps for the levels near it. So memory grows with the number of levels
 * alone, never with the distance between prices, and no sequence of prices makes an order cost more than
 * a search. The lanes of a level follow from its price: two ways to the same levels end in the same shape.
 */
export class PriceLevels {
  /** The price, negated for sides where more is better. */
  key = new Float64Array(CAPACITY_MIN);
  /** The queue of orders, and the sums of their open sizes. */
  head = new Int32Array(CAPACITY_MIN);
  tail = new Int32Array(CAPACITY_MIN);
  shown = new Float64Array(CAPACITY_MIN);
  hidden = new Float64Array(CAPACITY_MIN);
  /** Levels in use. */
  count = 0;
  /** The best level. */
  first = NO_LEVEL;
  /** Per level and lane: the next worse level in that lane. */
  private lanes = new Int32Array(CAPACITY_MIN * LANES);
  /** Lanes in use. */
  private height = 1;
  private readonly ring = new Int32Array(RING);
  /** Per lane: the last level before the one that was searched for. */
  private readonly before = new Int32Array(LANES);
  private free = NO_LEVEL;
  private unused = 1;

  constructor() {
    this.key[NO_LEVEL] = Number.POSITIVE_INFINITY;
  }

  /** The next worse level. */
  after(level: number): number {
    return this.lanes[level * LANES];
  }

  find(key: number): number {
    const cached = this.ring[key & (RING - 1)];
    if (this.key[cached] === key) return cached;
    const found = this.search(key);
    return this.key[found] === key ? found : NO_LEVEL;
  }

  /** The level of this key, made if there is none. */
  at(key: number): number {
    const slot = key & (RING - 1);
    const cached = this.ring[slot];
    if (this.key[cached] === key) return cached;
    let level = this.search(key);
    if (this.key[level] !== key) level = this.insert(key);
    this.ring[slot] = level;
    return level;
  }

  /** Takes out a level whose queue is empty. */
  remove(level: number): void {
    const { key, lanes, before } = this;
    this.search(key[level]);
    for (let lane = 0; lane < this.height; lane++) {
      const at = before[lane] * LANES + lane;
      if (lanes[at] !== level) break;
      lanes[at] = lanes[level * LANES + lane];
    }
    while (this.height > 1 && lanes[this.height - 1] === NO_LEVEL) this.height -= 1;
    this.first = lanes[0];
    this.count -= 1;
    key[level] = Number.NaN;
    lanes[level * LANES] = this.free;
    this.free = level;
  }

  /** The first level whose key is not below this one; leaves in `before` what lies before it in each lane. */
  private search(wanted: number): number {
    const { key, lanes, before } = this;
    let at = NO_LEVEL;
    let next = NO_LEVEL;
    for (let lane = this.height - 1; lane >= 0; lane--) {
      next = lanes[at * LANES + lane];
      while (key[next] < wanted) {
        at = next;
        next = lanes[at * LANES + lane];
      }
      before[lane] = at;
    }
    return next;
  }

  /** Right after a search for it. */
  private insert(key: number): number {
    const level = this.take();
    const { lanes, before } = this;
    const height = heightOf(key);
    while (this.height < height) {
      before[this.height] = NO_LEVEL;
      this.height += 1;
    }
    for (let lane = 0; lane < height; lane++) {
      const at = before[lane] * LANES + lane;
      lanes[level * LANES + lane] = lanes[at];
      lanes[at] = level;
    }
    this.first = lanes[0];
    this.count += 1;
    this.key[level] = key;
    this.head[level] = this.tail[level] = NONE;
    this.shown[level] = this.hidden[level] = 0;
    return level;
  }

  private take(): number {
    if (this.free !== NO_LEVEL) {
      const level = this.free;
      this.free = this.lanes[level * LANES];
      return level;
    }
    if (this.unused === this.key.length) this.grow(2 * this.unused);
    this.unused += 1;
    return this.unused - 1;
  }

  private grow(capacity: number): void {
    this.key = grown(new Float64Array(capacity), this.key);
    this.head = grown(new Int32Array(capacity), this.head);
    this.tail = grown(new Int32Array(capacity), this.tail);
    this.shown = grown(new Float64Array(capacity), this.shown);
    this.hidden = grown(new Float64Array(capacity), this.hidden);
    this.lanes = grown(new Int32Array(capacity * LANES), this.lanes);
  }
}

/** In how many lanes a level is: 1, and one more for each two zero bits that its mixed key ends in. */
function heightOf(key: number): number {
  let mixed = key ^ Math.imul((key / 4294967296) | 0, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  mixed ^= mixed >>> 16;
  const zeros = 31 - Math.clz32(mixed & -mixed);
  return 1 + Math.min(LANES - 1, zeros < 0 ? LANES : zeros >> 1);
}
