/** No node: ends a list. */
export const NONE = -1;

/**
 * The orders of a book as columns; an order is a node, its row. Rows come from a free list and go back to it, so an order
 * allocates nothing; the columns double when all are taken. A column is read anew after `take`, which may have replaced it.
 */
export class OrderPool {
  /** Nodes in use. */
  count = 0;
  id!: Float64Array;
  owner!: Int32Array;
  side!: Int8Array;
  /** Codes of book-terms.ts. */
  type!: Uint8Array;
  lifetime!: Uint8Array;
  selfTrade!: Uint8Array;
  isPostOnly!: Uint8Array;
  /** Ticks; NaN: none. */
  limit!: Float64Array;
  stop!: Float64Array;
  /** The whole size, fills included. */
  lots!: Float64Array;
  /** What others see of the open size, and what they do not: with an order that does not rest, all is shown. */
  shown!: Float64Array;
  hidden!: Float64Array;
  /** How much an iceberg shows at a time; +Infinity of any other order. */
  display!: Float64Array;
  /** The number of its placing: less is older. */
  placing!: Float64Array;
  /** The price level it rests at, and its neighbours there. */
  level!: Int32Array;
  next!: Int32Array;
  previous!: Int32Array;
  private free = NONE;
  private capacity = 0;

  constructor(capacity: number) {
    this.grow(Math.max(16, capacity));
  }

  take(): number {
    if (this.free === NONE) this.grow(this.capacity * 2);
    const node = this.free;
    this.free = this.next[node];
    this.count += 1;
    return node;
  }

  give(node: number): void {
    this.next[node] = this.free;
    this.free = node;
    this.count -= 1;
  }

  private grow(capacity: number): void {
    const from = this.capacity;
    this.id = grown(new Float64Array(capacity), this.id);
    this.owner = grown(new Int32Array(capacity), this.owner);
    this.side = grown(new Int8Array(capacity), this.side);
    this.type = grown(new Uint8Array(capacity), this.type);
    this.lifetime = grown(new Uint8Array(capacity), this.lifetime);
    this.selfTrade = grown(new Uint8Array(capacity), this.selfTrade);
    this.isPostOnly = grown(new Uint8Array(capacity), this.isPostOnly);
    this.limit = grown(new Float64Array(capacity), this.limit);
    this.stop = grown(new Float64Array(capacity), this.stop);
    this.lots = grown(new Float64Array(capacity), this.lots);
    this.shown = grown(new Float64Array(capacity), this.shown);
    this.hidden = grown(new Float64Array(capacity), this.hidden);
    this.display = grown(new Float64Array(capacity), this.display);
    this.placing = grown(new Float64Array(capacity), this.placing);
    this.level = grown(new Int32Array(capacity), this.level);
    this.next = grown(new Int32Array(capacity), this.next);
    this.previous = grown(new Int32Array(capacity), this.previous);
    for (let node = capacity - 1; node >= from; node--) {
      this.next[node] = this.free;
      this.free = node;
    }
    this.capacity = capacity;
  }
}

/** The larger column with what the smaller one held. */
export function grown<Column extends Float64Array | Int32Array | Uint8Array | Int8Array>(
  larger: Column,
  smaller: Column | undefined,
): Column {
  if (smaller !== undefined) larger.set(smaller);
  return larger;
}
