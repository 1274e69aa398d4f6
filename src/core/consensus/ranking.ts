/** Who comes first: the largest key, of equal keys the lowest index. A binary heap in arrays that are reused. */
export class Ranking {
  size = 0;
  private readonly indices: Uint32Array;
  private readonly keys: Float64Array;

  constructor(capacity: number) {
    this.indices = new Uint32Array(capacity);
    this.keys = new Float64Array(capacity);
  }

  clear(): void {
    this.size = 0;
  }

  add(index: number, key: number): void {
    let place = this.size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.before(index, key, parent)) break;
      this.move(parent, place);
      place = parent;
    }
    this.indices[place] = index;
    this.keys[place] = key;
  }

  /** Takes out the first and returns its index; there must be one. */
  take(): number {
    const first = this.indices[0];
    const last = --this.size;
    const index = this.indices[last];
    const key = this.keys[last];
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= last) break;
      if (child + 1 < last && this.before(this.indices[child + 1], this.keys[child + 1], child)) child += 1;
      if (this.before(index, key, child)) break;
      this.move(child, place);
      place = child;
    }
    this.indices[place] = index;
    this.keys[place] = key;
    return first;
  }

  private before(index: number, key: number, place: number): boolean {
    const other = this.keys[place];
    return key > other || (key === other && index < this.indices[place]);
  }

  private move(from: number, to: number): void {
    this.indices[to] = this.indices[from];
    this.keys[to] = this.keys[from];
  }
}
