/**
 * A value over time in bounded memory: when it is full every other point is dropped and from then on only every second
 * sample is taken. Ask `due()` at each sample and `add` when it says so; give the last sample to `finish`.
 */
export class Curve {
  count = 0;
  readonly tsUs: Float64Array;
  readonly values: Float64Array;
  private stride = 1;
  /** Samples until one is kept, that one included. */
  wait = 1;

  /** `capacity` points at the most, an even number. */
  constructor(capacity = 4096) {
    this.tsUs = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  /** Whether this sample is one of those that are kept; of so many, of which none but the last may be, the last. */
  due(samples = 1): boolean {
    this.wait -= samples;
    return this.wait === 0;
  }

  add(tsUs: number, value: number): void {
    if (this.count === this.values.length) this.thin();
    this.wait = this.stride;
    this.tsUs[this.count] = tsUs;
    this.values[this.count] = value;
    this.count += 1;
  }

  private thin(): void {
    const kept = this.count >> 1;
    for (let i = 0; i < kept; i++) {
      this.tsUs[i] = this.tsUs[2 * i];
      this.values[i] = this.values[2 * i];
    }
    this.count = kept;
    this.stride *= 2;
  }

  /** The last sample, unless it is there already. */
  finish(tsUs: number, value: number): void {
    if (this.count === 0 || this.tsUs[this.count - 1] !== tsUs) this.add(tsUs, value);
    else this.values[this.count - 1] = value;
  }

  /** [microseconds, value] each. */
  points(): [number, number][] {
    return Array.from({ length: this.count }, (_, i) => [this.tsUs[i], this.values[i]]);
  }
}
