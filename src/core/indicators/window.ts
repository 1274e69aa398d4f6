/** The last `length` values: a ring on a typed array. Nothing is allocated after construction. */
export class Window {
  readonly length: number;
  /** The values in the order of the ring, not of time; 0 where nothing has been pushed yet. For sums that need no order. */
  readonly values: Float64Array;
  /** Whether `length` values have been pushed. */
  full = false;
  /** Where the next value goes, which is where the oldest one lies once full. 0 right after each whole turn. */
  next = 0;

  constructor(length: number) {
    this.length = length;
    this.values = new Float64Array(length);
  }

  /** Takes the value in and returns the one that it displaces: 0 while the window is filling. */
  push(value: number): number {
    const next = this.next;
    const displaced = this.values[next];
    this.values[next] = value;
    if (next + 1 === this.length) {
      this.next = 0;
      this.full = true;
    } else {
      this.next = next + 1;
    }
    return displaced;
  }

  /** The value of `age` pushes ago, 0 <= age < length; `at(0)` is the newest. */
  at(age: number): number {
    const index = this.next - 1 - age;
    return this.values[index < 0 ? index + this.length : index];
  }

  /** The value that the next push displaces, once full. */
  oldest(): number {
    return this.values[this.next];
  }
}
