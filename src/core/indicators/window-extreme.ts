/**
 * The highest (sign 1) or lowest (sign -1) of the last `length` values and how long ago it was, in amortised O(1), block by
 * block as `WindowSum` does it; unlike a monotonic queue it hardly branches. Of equal values the newest counts. Source: van
 * Herk (1992), Gil and Werman (1993).
 */
export class WindowExtreme {
  readonly length: number;
  /** Whether `length` values have been pushed. */
  full = false;
  /** Pushes since the extreme: 0 when it is the value just pushed. */
  age = 0;
  private readonly sign: 1 | -1;
  /** Values times sign: before `next` those of the block that is filling, from there on the extremes to the end of the one before. */
  private readonly block: Float64Array;
  /** Where those extremes lie. */
  private readonly blockAt: Int32Array;
  private prefix = Number.NEGATIVE_INFINITY;
  private prefixAt = 0;
  private next = 0;

  constructor(length: number, sign: 1 | -1) {
    this.length = length;
    this.sign = sign;
    this.block = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
    this.blockAt = new Int32Array(length + 1);
  }

  /** Takes the value in and returns the extreme, that value included; of what there is while the window is filling. */
  push(value: number): number {
    const { block, next } = this;
    const signed = value * this.sign;
    if (signed >= this.prefix) {
      this.prefix = signed;
      this.prefixAt = next;
    }
    let extreme = block[next + 1];
    if (extreme > this.prefix) {
      this.age = next + this.length - this.blockAt[next + 1];
    } else {
      extreme = this.prefix;
      this.age = next - this.prefixAt;
    }
    block[next] = signed;
    this.next = next + 1;
    if (this.next === this.length) this.turn();
    return extreme * this.sign;
  }

  private turn(): void {
    const { block, blockAt } = this;
    let extreme = Number.NEGATIVE_INFINITY;
    let extremeAt = 0;
    for (let i = this.length - 1; i >= 0; i--) {
      if (block[i] > extreme) {
        extreme = block[i];
        extremeAt = i;
      }
      block[i] = extreme;
      blockAt[i] = extremeAt;
    }
    this.prefix = Number.NEGATIVE_INFINITY;
    this.next = 0;
    this.full = true;
  }
}
