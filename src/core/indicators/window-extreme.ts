/**
 * The highest (sign 1) or lowest (sign -1) of the last `length` values and how long ago it was, in amortised O(1): a
 * monotonic queue holds the values that may still become the extreme. Of equal values the newest counts.
 */
export class WindowExtreme {
  readonly length: number;
  /** Pushes since the extreme: 0 when it is the value just pushed. */
  age = 0;
  private readonly sign: 1 | -1;
  /** Values times sign, falling from head to tail, and the number of the push each came with. */
  private readonly values: Float64Array;
  private readonly pushes: Float64Array;
  private head = 0;
  private tail = 0;
  private size = 0;
  private pushed = 0;

  constructor(length: number, sign: 1 | -1) {
    this.length = length;
    this.sign = sign;
    this.values = new Float64Array(length);
    this.pushes = new Float64Array(length);
  }

  /** Whether `length` values have been pushed. */
  get full(): boolean {
    return this.pushed >= this.length;
  }

  /** Takes the value in and returns the extreme, that value included; of what there is while the window is filling. */
  push(value: number): number {
    const { values, pushes, length } = this;
    const signed = value * this.sign;
    const now = this.pushed;
    let { head, tail, size } = this;
    if (size > 0 && now - pushes[head] >= length) {
      head = head + 1 === length ? 0 : head + 1;
      size -= 1;
    }
    while (size > 0 && values[tail] <= signed) {
      tail = tail === 0 ? length - 1 : tail - 1;
      size -= 1;
    }
    tail = tail + 1 === length ? 0 : tail + 1;
    if (size === 0) head = tail;
    values[tail] = signed;
    pushes[tail] = now;
    this.head = head;
    this.tail = tail;
    this.size = size + 1;
    this.pushed = now + 1;
    this.age = now - pushes[head];
    return values[head] * this.sign;
  }
}
