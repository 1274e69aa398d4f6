import { Window } from './window.ts';

/** As in `WindowMoments`, of fourth powers. */
const CANCELLED = 1e-5;
const FLAT = 1e-12;

/**
 * The second to fourth central moments of the last `length` values in amortised O(1): power sums of the distances from an
 * anchor, taken afresh from the ring once in each whole turn and whenever cancellation has eaten into them.
 */
export class WindowPowers {
  readonly window: Window;
  /** Biased central moments (divided by the length), valid once full. */
  second = 0.5;
  third = 0.5;
  fourth = 0.5;
  private readonly share: number;
  private anchor = 0.5;
  private sum1 = 0.5;
  private sum2 = 0.5;
  private sum3 = 0.5;
  private sum4 = 0.5;
  private peak = 0.5;

  constructor(length: number) {
    this.window = new Window(length);
    this.share = 1 / length;
  }

  /** Whether all values are equal but for rounding. */
  get flat(): boolean {
    const rounding = (this.anchor + this.sum1 / this.window.length) * FLAT;
    return this.second <= rounding * rounding;
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
    const entering2 = entering * entering;
    const leaving2 = leaving * leaving;
    this.sum1 += value - displaced;
    this.sum2 += entering2 - leaving2;
    this.sum3 += entering2 * entering - leaving2 * leaving;
    this.sum4 += entering2 * entering2 - leaving2 * leaving2;
    this.centre();
    if (!(this.fourth >= this.peak * CANCELLED)) this.rebuild(value);
    return true;
  }

  /** From power sums around the anchor to moments around the mean. */
  private centre(): void {
    const { share } = this;
    const mean = this.sum1 * share;
    const raw2 = this.sum2 * share;
    const raw3 = this.sum3 * share;
    const raw4 = this.sum4 * share;
    const mean2 = mean * mean;
    this.second = raw2 - mean2;
    this.third = raw3 - 3 * mean * raw2 + 2 * mean2 * mean;
    this.fourth = raw4 - 4 * mean * raw3 + 6 * mean2 * raw2 - 3 * mean2 * mean2;
    if (raw4 > this.peak) this.peak = raw4;
  }

  private rebuild(anchor: number): void {
    const { values, length } = this.window;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let sum4 = 0;
    for (let i = 0; i < length; i++) {
      const distance = values[i] - anchor;
      const square = distance * distance;
      sum1 += distance;
      sum2 += square;
      sum3 += square * distance;
      sum4 += square * square;
    }
    this.anchor = anchor;
    this.sum1 = sum1;
    this.sum2 = sum2;
    this.sum3 = sum3;
    this.sum4 = sum4;
    this.peak = 0;
    this.centre();
  }
}
