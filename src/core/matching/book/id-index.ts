import { NONE } from './order-pool.ts';

const SLOTS_MIN = 64;

/**
 * From an order's id to its node: a hash table with open addressing and linear probing in two columns, at most half full.
 * A removal moves back what comes after it, so there are no tombstones and the table never wears out (Knuth, The Art of
 * Computer Programming 3, section 6.4, algorithm R). Ids are positive safe integers; 0 marks an empty slot.
 */
export class IdIndex {
  count = 0;
  private ids = new Float64Array(SLOTS_MIN);
  private nodes = new Int32Array(SLOTS_MIN);
  private mask = SLOTS_MIN - 1;

  /** Any number may be asked for, 0 and NaN too. */
  find(id: number): number {
    const { ids, mask } = this;
    for (let slot = home(id, mask); ; slot = (slot + 1) & mask) {
      const there = ids[slot];
      if (there === 0) return NONE;
      if (there === id) return this.nodes[slot];
    }
  }

  /** The id must not be there yet. */
  add(id: number, node: number): void {
    if (2 * (this.count + 1) > this.ids.length) this.grow();
    this.count += 1;
    this.put(id, node);
  }

  /** The id must be there. */
  remove(id: number): void {
    const { ids, nodes, mask } = this;
    let hole = home(id, mask);
    while (ids[hole] !== id) hole = (hole + 1) & mask;
    this.count -= 1;
    for (let slot = (hole + 1) & mask; ids[slot] !== 0; slot = (slot + 1) & mask) {
      const isHomeAfterHole = ((slot - home(ids[slot], mask)) & mask) < ((slot - hole) & mask);
      if (isHomeAfterHole) continue;
      ids[hole] = ids[slot];
      nodes[hole] = nodes[slot];
      hole = slot;
    }
    ids[hole] = 0;
  }

  private put(id: number, node: number): void {
    const { ids, mask } = this;
    let slot = home(id, mask);
    while (ids[slot] !== 0) slot = (slot + 1) & mask;
    ids[slot] = id;
    this.nodes[slot] = node;
  }

  private grow(): void {
    const { ids, nodes } = this;
    this.ids = new Float64Array(2 * ids.length);
    this.nodes = new Int32Array(2 * ids.length);
    this.mask = 2 * ids.length - 1;
    for (let slot = 0; slot < ids.length; slot++) if (ids[slot] !== 0) this.put(ids[slot], nodes[slot]);
  }
}

/** Both words of the id count: ids of inputs differ in the high one only (base/ids.ts). Mixed by a multiplication and two shifts. */
function home(id: number, mask: number): number {
  let mixed = id ^ Math.imul((id / 4294967296) | 0, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & mask;
}
