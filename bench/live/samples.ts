/** Times of one kind, in microseconds, kept one by one: a benchmark wants its tail exact. */
export class Samples {
  private readonly values: Float64Array;
  count = 0;

  constructor(most: number) {
    this.values = new Float64Array(most);
  }

  add(us: number): void {
    if (this.count < this.values.length) this.values[this.count++] = us;
  }

  /** The smallest value that this share of all is not above. */
  quantile(share: number): number {
    const sorted = this.values.subarray(0, this.count).toSorted();
    return this.count === 0 ? Number.NaN : sorted[Math.min(this.count - 1, Math.ceil(share * this.count) - 1)];
  }

  /** Milliseconds, three digits. */
  told(): { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number } {
    const ms = (share: number): number => Number((this.quantile(share) / 1_000).toPrecision(3));
    return { p50Ms: ms(0.5), p99Ms: ms(0.99), maxMs: ms(1) };
  }
}
