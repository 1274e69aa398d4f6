import { Window } from './window.ts';

/** Below this share of the largest sum of squares since the last rebuild, too many digits have cancelled. */
const CANCELLED = 1e-3;

/** A spread no wider than this share of the mean is rounding, not spread. */
const FLAT = 1e-12;

/**
 * Mean and variance of the last `length` values in amortised O(1). Sums are kept of the distances from an anchor, one of
 * the values, so a high price level costs no digits. They are taken afresh from the ring, around the newest value, once in
 * each whole turn and whenever cancellation has eaten into them (a spike has left the window, the level has moved far from
 * the anchor): drift cannot build up, and a window of equal values has a variance of exactly 0.
 */
export class WindowMoments {
  readonly window: Window;
  /** The sum of squared distances from the mean; valid once full, like everything below. */
  deviations = 0.5;
  private readonly share: number;
  private anchor = 0.5;
  private sum = 0.5;
  private squares = 0.5;
  private peak = 0.5;

  constructor(length: number) {
    this.window = new Window(length);
    this.share = 1 / length;
  }

  get mean(): number {
    return this.anchor + this.sum / this.window.length;
  }

  /** `ddof` 0 for the population's variance, 1 for a sample's. Must be below the length. */
  variance(ddof: number): number {
    return this.deviations / (this.window.length - ddof);
  }

  /** Whether all values are equal but for rounding: ratios to the variance mean nothing then. */
  get flat(): boolean {
    const rounding = this.mean * FLAT;
    return this.deviations <= this.window.length * rounding * rounding;
  }

  /** Takes the value in and tells whether the window is full. */
  push(value: number): boolean {
    const { window } = this;
    const wasFull = window.full;
    const displaced = window.push(value);
    if (window.next === 0) {
      this.rebuild(value);
      return true;
    }
    if (!wasFull) return false;
    const entering = value - this.anchor;
    const leaving = displaced - this.anchor;
    const sum = this.sum + (value - displaced);
    const squares = this.squares + (value - displaced) * (entering + leaving);
    const deviations = squares - sum * sum * this.share;
    const peak = squares > this.peak ? squares : this.peak;
    this.sum = sum;
    this.squares = squares;
    this.deviations = deviations;
    this.peak = peak;
    if (!(deviations >= peak * CANCELLED)) this.rebuild(value);
    return true;
  }

  private rebuild(anchor: number): void {
    const { values, length } = this.window;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < length; i++) {
      const distance = values[i] - anchor;
      sum += distance;
      squares += distance * distance;
    }
    this.anchor = anchor;
    this.sum = sum;
    this.squares = squares;
    this.peak = squares;
    this.deviations = Math.max(0, squares - (sum * sum) / length);
  }
}
