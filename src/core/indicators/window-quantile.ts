import { Window } from './window.ts';

/**
 * A quantile of the last `length` values in O(log length): type 7 of Hyndman and Fan (1996), linear between the order
 * statistics around (length - 1) * q. The lower values lie in a heap with the largest on top, the upper ones in a heap with
 * the smallest on top; the two tops are those order statistics. A new value takes the heap place of the one it displaces
 * and moves from there, so the heaps keep their sizes and nothing is deleted lazily.
 *
 * The values must be numbers: NaN has no place in an order.
 */
export class WindowQuantile {
  readonly window: Window;
  /** How many values lie in the lower heap; its top is at 0, that of the upper heap at `lower`. */
  private readonly lower: number;
  private readonly fraction: number;
  /** Ring indices as two heaps in one array, and for each ring index its place there. */
  private readonly heap: Int32Array;
  private readonly places: Int32Array;

  constructor(length: number, q: number) {
    const position = (length - 1) * q;
    const below = Math.floor(position);
    this.window = new Window(length);
    this.lower = below + 1;
    this.fraction = position - below;
    // the empty window is `length` equal values, for which any arrangement is a heap
    this.heap = Int32Array.from({ length }, (_, index) => index);
    this.places = Int32Array.from({ length }, (_, index) => index);
  }

  /** Valid once full. */
  get quantile(): number {
    const { values } = this.window;
    const below = values[this.heap[0]];
    return this.fraction === 0 ? below : below + this.fraction * (values[this.heap[this.lower]] - below);
  }

  /** Takes the value in and tells whether the window is full. */
  push(value: number): boolean {
    const { window, heap, lower } = this;
    const { values } = window;
    const index = window.next;
    window.push(value);
    const place = this.places[index];
    if (place < lower) {
      this.settleLower(this.rise(place, index, 0, -1), index);
    } else {
      this.settleUpper(this.rise(place, index, lower, 1), index);
    }
    if (lower < heap.length) {
      const largest = heap[0];
      const smallest = heap[lower];
      if (values[largest] > values[smallest]) {
        this.settleLower(0, smallest);
        this.settleUpper(lower, largest);
      }
    }
    return window.full;
  }

  /** Moves the hole at `place` up until `index` fits there; `sign` 1 for the heap with the smallest on top. */
  private rise(place: number, index: number, top: number, sign: 1 | -1): number {
    const { heap, places } = this;
    const { values } = this.window;
    const value = values[index] * sign;
    let hole = place;
    while (hole > top) {
      const parent = top + ((hole - top - 1) >> 1);
      const above = heap[parent];
      if (values[above] * sign <= value) break;
      heap[hole] = above;
      places[above] = hole;
      hole = parent;
    }
    return hole;
  }

  /** Moves the hole at `place` down until `index` fits there, and puts it there. */
  private settleLower(place: number, index: number): void {
    const { heap, places, lower } = this;
    const { values } = this.window;
    const value = values[index];
    let hole = place;
    for (let child = 2 * hole + 1; child < lower; child = 2 * hole + 1) {
      if (child + 1 < lower && values[heap[child + 1]] > values[heap[child]]) child += 1;
      const below = heap[child];
      if (values[below] <= value) break;
      heap[hole] = below;
      places[below] = hole;
      hole = child;
    }
    heap[hole] = index;
    places[index] = hole;
  }

  private settleUpper(place: number, index: number): void {
    const { heap, places, lower } = this;
    const { values } = this.window;
    const size = heap.length;
    const value = values[index];
    let hole = place;
    for (let child = 2 * hole + 1 - lower; child < size; child = 2 * hole + 1 - lower) {
      if (child + 1 < size && values[heap[child + 1]] < values[heap[child]]) child += 1;
      const below = heap[child];
      if (values[below] >= value) break;
      heap[hole] = below;
      places[below] = hole;
      hole = child;
    }
    heap[hole] = index;
    places[index] = hole;
  }
}
