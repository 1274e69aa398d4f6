/**
 * The sum of the last `length` values in amortised O(1), without ever subtracting: time is cut into blocks of `length`, and a
 * window is the end of one block, whose sums from each place on are taken when it is complete, and the beginning of the next,
 * whose sum so far is kept. So it cannot drift, a large value leaves nothing behind, zeros sum to exactly 0, and values >= 0
 * never to less.
 */
export class WindowSum {
  readonly length: number;
  /** Whether `length` values have been pushed. */
  full = false;
  /** Before `next` the values of the block that is filling, from there on the sums to the end of the one before. */
  private readonly block: Float64Array;
  private prefix = Number.NaN;
  private next = 0;

  constructor(length: number) {
    this.length = length;
    this.block = new Float64Array(length + 1);
    this.prefix = 0;
  }

  /** Takes the value in and returns the sum, that value included; of what there is while the window is filling. */
  push(value: number): number {
    const { block, next } = this;
    const prefix = this.prefix + value;
    const sum = prefix + block[next + 1];
    block[next] = value;
    if (next + 1 === this.length) {
      this.turn();
    } else {
      this.prefix = prefix;
      this.next = next + 1;
    }
    return sum;
  }

  private turn(): void {
    const { block } = this;
    let sum = 0;
    for (let i = this.length - 1; i >= 0; i--) {
      sum += block[i];
      block[i] = sum;
    }
    this.prefix = 0;
    this.next = 0;
    this.full = true;
  }
}
