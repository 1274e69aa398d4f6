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
  /** Both heaps in one array, the smallest key on top: a key is the value in the upper heap and minus it in the lower one. */
  private readonly keys: Float64Array;
  /** The place in the ring of each key, and the place among the keys of each place in the ring. */
  private readonly rings: Int32Array;
  private readonly places: Int32Array;

  constructor(length: number, q: number) {
    const position = (length - 1) * q;
    const below = Math.floor(position);
    this.window = new Window(length);
    this.lower = below + 1;
    this.fraction = position - below;
    // the empty window is `length` zeros, for which any arrangement is a heap
    this.keys = new Float64Array(length);
    this.rings = Int32Array.from({ length }, (_, index) => index);
    this.places = Int32Array.from({ length }, (_, index) => index);
  }

  /** Valid once full. */
  get quantile(): number {
    const below = -this.keys[0];
    return this.fraction === 0 ? below : below + this.fraction * (this.keys[this.lower] - below);
  }

  /** Takes the value in and tells whether the window is full. */
  push(value: number): boolean {
    const { window, keys, rings, lower } = this;
    const size = keys.length;
    const ring = window.next;
    window.push(value);
    const place = this.places[ring];
    if (place < lower) {
      if (-value < keys[place]) this.rise(place, ring, -value, 0);
      else this.sink(place, ring, -value, 0, lower);
    } else if (value < keys[place]) {
      this.rise(place, ring, value, lower);
    } else {
      this.sink(place, ring, value, lower, size);
    }
    if (lower < size && -keys[0] > keys[lower]) {
      const largest = -keys[0];
      const largestRing = rings[0];
      this.sink(0, rings[lower], -keys[lower], 0, lower);
      this.sink(lower, largestRing, largest, lower, size);
    }
    return window.full;
  }

  /** Moves the hole at `place` up the heap that begins at `top` until the key fits there, and puts it there. */
  private rise(place: number, ring: number, key: number, top: number): void {
    const { keys, rings, places } = this;
    let hole = place;
    while (hole > top) {
      const parent = (hole + top - 1) >> 1;
      const above = keys[parent];
      if (above <= key) break;
      const moved = rings[parent];
      keys[hole] = above;
      rings[hole] = moved;
      places[moved] = hole;
      hole = parent;
    }
    keys[hole] = key;
    rings[hole] = ring;
    places[ring] = hole;
  }

  /** Moves the hole at `place` down the heap of [top, end) until the key fits there, and puts it there. */
  private sink(place: number, ring: number, key: number, top: number, end: number): void {
    const { keys, rings, places } = this;
    let hole = place;
    for (;;) {
      let child = 2 * hole - top + 1;
      if (child >= end) break;
      let below = keys[child];
      if (child + 1 < end && keys[child + 1] < below) {
        child += 1;
        below = keys[child];
      }
      if (below >= key) break;
      const moved = rings[child];
      keys[hole] = below;
      rings[hole] = moved;
      places[moved] = hole;
      hole = child;
    }
    keys[hole] = key;
    rings[hole] = ring;
    places[ring] = hole;
  }
}
