/**
 * The highest high and the lowest low of the last `length` pairs in amortised O(1), block by block as `WindowSum` does it. Read
 * `highest` and `lowest` after a push; while the window is filling they are of what there is.
 */
export class WindowRange {
  readonly length: number;
  /** Whether `length` pairs have been pushed. */
  full = false;
  highest = Number.NEGATIVE_INFINITY;
  lowest = Number.POSITIVE_INFINITY;
  /** Before `next` the pairs of the block that is filling, from there on the extremes to the end of the one before. */
  private readonly highs: Float64Array;
  private readonly lows: Float64Array;
  private prefixHigh = Number.NEGATIVE_INFINITY;
  private prefixLow = Number.POSITIVE_INFINITY;
  private next = 0;

  constructor(length: number) {
    this.length = length;
    this.highs = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
    this.lows = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  }

  push(high: number, low: number): void {
    const { highs, lows, next } = this;
    const prefixHigh = Math.max(this.prefixHigh, high);
    const prefixLow = Math.min(this.prefixLow, low);
    this.highest = Math.max(prefixHigh, highs[next + 1]);
    this.lowest = Math.min(prefixLow, lows[next + 1]);
    highs[next] = high;
    lows[next] = low;
    if (next + 1 === this.length) {
      this.turn();
    } else {
      this.prefixHigh = prefixHigh;
      this.prefixLow = prefixLow;
      this.next = next + 1;
    }
  }

  private turn(): void {
    const { highs, lows } = this;
    let high = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    for (let i = this.length - 1; i >= 0; i--) {
      high = Math.max(high, highs[i]);
      low = Math.min(low, lows[i]);
      highs[i] = high;
      lows[i] = low;
    }
    this.prefixHigh = Number.NEGATIVE_INFINITY;
    this.prefixLow = Number.POSITIVE_INFINITY;
    this.next = 0;
    this.full = true;
  }
}
