/**
 * A value over time in bounded memory: when it is full every other point is dropped and from then on only every second
 * sample is kept. The first point and the last sample are always there.
 */
export class Curve {
  count = 0;
  readonly tsUs: Float64Array;
  readonly values: Float64Array;
  private stride = 1;
  private skipped = 0;
  private lastTsUs = Number.NaN;
  private lastValue = Number.NaN;

  /** `capacity` points at the most, an even number. */
  constructor(capacity = 4096) {
    this.tsUs = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  add(tsUs: number, value: number): void {
    this.lastTsUs = tsUs;
    this.lastValue = value;
    this.skipped += 1;
    if (this.skipped < this.stride && this.count > 0) return;
    this.skipped = 0;
    if (this.count === this.values.length) this.thin();
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

  /** The points, the last sample among them: [microseconds, value] each. */
  points(): [number, number][] {
    const points: [number, number][] = [];
    for (let i = 0; i < this.count; i++) points.push([this.tsUs[i], this.values[i]]);
    if (this.count > 0 && this.tsUs[this.count - 1] !== this.lastTsUs) points.push([this.lastTsUs, this.lastValue]);
    return points;
  }
}
