import { assert } from './assert.ts';
import { type Id, SIBLINGS } from './ids.ts';

const FEWEST = 64;
/** Odd, near 2^32 divided by the golden ratio: numbers that follow each other land far apart (Knuth, volume 3, section 6.4). */
const SPREAD = 0x9e3779b1;
const PER_INPUT = 1 / SIBLINGS;

/**
 * What is kept by id, for what comes and goes with every order: open addressing over one column of ids, so that nothing is
 * allocated and no id is boxed, as it is for a Map. Ids are above 0. It says nothing of the order in which things came.
 */
export class IdTable<Value> {
  size = 0;
  /** 0 where a place is free. */
  private ids = new Float64Array(FEWEST);
  private kept: (Value | undefined)[] = Array.from({ length: FEWEST }, () => undefined);
  /** Places less one: a power of two less one. At least half of them are free. */
  private mask = FEWEST - 1;

  get(id: Id): Value | undefined {
    return this.kept[this.find(id)];
  }

  has(id: Id): boolean {
    return this.ids[this.find(id)] !== 0;
  }

  set(id: Id, value: Value): void {
    assert(id > 0, 'an id is above 0');
    let place = this.find(id);
    if (this.ids[place] === 0) {
      this.size += 1;
      if (2 * this.size > this.mask) {
        this.grow();
        place = this.find(id);
      }
      this.ids[place] = id;
    }
    this.kept[place] = value;
  }

  /** What was displaced by the one that goes moves up, so that whoever looks for it still meets it before a free place. */
  delete(id: Id): boolean {
    const { ids, kept, mask } = this;
    let free = this.find(id);
    if (ids[free] === 0) return false;
    this.size -= 1;
    for (let place = (free + 1) & mask; ids[place] !== 0; place = (place + 1) & mask) {
      const home = this.home(ids[place]);
      if (((place - home) & mask) < ((place - free) & mask)) continue;
      ids[free] = ids[place];
      kept[free] = kept[place];
      free = place;
    }
    ids[free] = 0;
    kept[free] = undefined;
    return true;
  }

  /** In no order. */
  values(): Value[] {
    return this.kept.filter((value) => value !== undefined);
  }

  /** Where the id stands, or the free place where it would. */
  private find(id: Id): number {
    const { ids, mask } = this;
    let place = this.home(id);
    while (ids[place] !== id && ids[place] !== 0) place = (place + 1) & mask;
    return place;
  }

  /** Most ids are the first of their input: it is the input's number that tells them apart, and what follows it a little. */
  private home(id: Id): number {
    return ((Math.imul((id * PER_INPUT) | 0, SPREAD) >>> 7) + id) & this.mask;
  }

  private grow(): void {
    const { ids, kept } = this;
    const places = 2 * ids.length;
    this.ids = new Float64Array(places);
    this.kept = Array.from({ length: places }, () => undefined);
    this.mask = places - 1;
    for (let place = 0; place < ids.length; place++) {
      if (ids[place] === 0) continue;
      const to = this.find(ids[place]);
      this.ids[to] = ids[place];
      this.kept[to] = kept[place];
    }
  }
}
