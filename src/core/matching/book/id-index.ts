import { NONE, type OrderPool } from './order-pool.ts';

const SLOTS_MIN = 64;
/** A slot is two words: the mixed id, and the node plus one, 0 where the slot is empty. */
const WORDS = 2;

/**
 * From an order's id to its node: a hash table with open addressing and linear probing in one column, at most half full.
 * Both words of a slot lie in one cache line; the ids themselves are the pool's. A removal moves back what comes after it, so
 * there are no tombstones and the table never wears out (Knuth, The Art of Computer Programming 3, section 6.4, algorithm R).
 */
export class IdIndex {
  count = 0;
  private readonly pool: OrderPool;
  private slots = new Int32Array(SLOTS_MIN * WORDS);
  private mask = SLOTS_MIN - 1;

  constructor(pool: OrderPool) {
    this.pool = pool;
  }

  /** Any number may be asked for, 0 and NaN too. */
  find(id: number): number {
    const { slots, mask } = this;
    const mixed = mix(id);
    for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot * WORDS + 1];
      if (entry === 0) return NONE;
      if (slots[slot * WORDS] === mixed && this.pool.id[entry - 1] === id) return entry - 1;
    }
  }

  /** By the id that the pool has for it, which must not be there yet. */
  add(node: number): void {
    if (2 * (this.count + 1) > this.mask) this.grow();
    this.count += 1;
    this.put(mix(this.pool.id[node]), node + 1);
  }

  /** The node must be there. */
  remove(node: number): void {
    const { slots, mask } = this;
    let hole = mix(this.pool.id[node]) & mask;
    while (slots[hole * WORDS + 1] !== node + 1) hole = (hole + 1) & mask;
    this.count -= 1;
    for (let slot = (hole + 1) & mask; slots[slot * WORDS + 1] !== 0; slot = (slot + 1) & mask) {
      const mixed = slots[slot * WORDS];
      const isHomeAfterHole = ((slot - mixed) & mask) < ((slot - hole) & mask);
      if (isHomeAfterHole) continue;
      slots[hole * WORDS] = mixed;
      slots[hole * WORDS + 1] = slots[slot * WORDS + 1];
      hole = slot;
    }
    slots[hole * WORDS + 1] = 0;
  }

  private put(mixed: number, entry: number): void {
    const { slots, mask } = this;
    let slot = mixed & mask;
    while (slots[slot * WORDS + 1] !== 0) slot = (slot + 1) & mask;
    slots[slot * WORDS] = mixed;
    slots[slot * WORDS + 1] = entry;
  }

  private grow(): void {
    const { slots } = this;
    this.slots = new Int32Array(2 * slots.length);
    this.mask = 2 * this.mask + 1;
    for (let at = 0; at < slots.length; at += WORDS) if (slots[at + 1] !== 0) this.put(slots[at], slots[at + 1]);
  }
}

/** Both words of the id count: ids of inputs differ in the high one only (base/ids.ts). Mixed by multiplications and shifts. */
function mix(id: number): number {
  let mixed = id ^ Math.imul((id / 4294967296) | 0, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
