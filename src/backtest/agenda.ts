import type { Us } from '../core/base/time.ts';

/** Who is next: a binary heap of indices by (time, index), so that those of one moment come out in the order of their indices. */
export class Agenda {
  size = 0;
  private readonly heap: Int32Array;
  /** When each index is due: set it, then `add`. */
  readonly times: Float64Array;

  constructor(capacity: number) {
    this.heap = new Int32Array(capacity);
    this.times = new Float64Array(capacity);
  }

  /** The earliest moment; +Infinity when nobody waits. */
  get nextUs(): Us {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.times[this.heap[0]];
  }

  add(index: number): void {
    let place = this.size++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.before(index, this.heap[parent])) break;
      this.heap[place] = this.heap[parent];
      place = parent;
    }
    this.heap[place] = index;
  }

  /** Takes out the first; there must be one. */
  take(): number {
    const { heap } = this;
    const first = heap[0];
    this.size -= 1;
    const last = heap[this.size];
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.before(heap[child + 1], heap[child])) child += 1;
      if (this.before(last, heap[child])) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = last;
    return first;
  }

  private before(a: number, b: number): boolean {
    const earlier = this.times[a] - this.times[b];
    return earlier < 0 || (earlier === 0 && a < b);
  }
}
