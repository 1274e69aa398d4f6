import { Window } from './window.ts';

/** As in `WindowMoments`, for each of the two series. */
const CANCELLED = 1e-3;
const FLAT = 1e-12;

/**
 * Variances and covariance of the last `length` pairs in amortised O(1): sums of the distances from two anchors, taken
 * afresh from the rings once in each whole turn and whenever cancellation has eaten into either series.
 */
export class WindowComoments {
  readonly x: Window;
  readonly y: Window;
  /** Sums of squared distances from the means, and of their products; valid once full. */
  deviationsX = 0.5;
  deviationsY = 0.5;
  codeviations = 0.5;
  private readonly share: number;
  private anchorX = 0.5;
  private anchorY = 0.5;
  private sumX = 0.5;
  private sumY = 0.5;
  private squaresX = 0.5;
  private squaresY = 0.5;
  private products = 0.5;
  private peakX = 0.5;
  private peakY = 0.5;

  constructor(length: number) {
    this.x = new Window(length);
    this.y = new Window(length);
    this.share = 1 / length;
  }

  /** Whether all x are equal but for rounding: a ratio to their variance means nothing then. */
  get flatX(): boolean {
    const rounding = (this.anchorX + this.sumX / this.x.length) * FLAT;
    return this.deviationsX <= this.x.length * rounding * rounding;
  }

  get flatY(): boolean {
    const rounding = (this.anchorY + this.sumY / this.y.length) * FLAT;
    return this.deviationsY <= this.y.length * rounding * rounding;
  }

  /** Takes the pair in and tells whether the window is full. */
  push(x: number, y: number): boolean {
    const wasFull = this.x.full;
    const displacedX = this.x.push(x);
    const displacedY = this.y.push(y);
    if (this.x.next === 0) {
      this.rebuild(x, y);
      return true;
    }
    if (!wasFull) return false;
    const enteringX = x - this.anchorX;
    const enteringY = y - this.anchorY;
    const leavingX = displacedX - this.anchorX;
    const leavingY = displacedY - this.anchorY;
    this.sumX += x - displacedX;
    this.sumY += y - displacedY;
    this.squaresX += (x - displacedX) * (enteringX + leavingX);
    this.squaresY += (y - displacedY) * (enteringY + leavingY);
    this.products += enteringX * enteringY - leavingX * leavingY;
    this.centre();
    if (!(this.deviationsX >= this.peakX * CANCELLED && this.deviationsY >= this.peakY * CANCELLED)) this.rebuild(x, y);
    return true;
  }

  private centre(): void {
    const { sumX, sumY, squaresX, squaresY, share } = this;
    this.deviationsX = squaresX - sumX * sumX * share;
    this.deviationsY = squaresY - sumY * sumY * share;
    this.codeviations = this.products - sumX * sumY * share;
    if (squaresX > this.peakX) this.peakX = squaresX;
    if (squaresY > this.peakY) this.peakY = squaresY;
  }

  private rebuild(anchorX: number, anchorY: number): void {
    const xs = this.x.values;
    const ys = this.y.values;
    const { length } = this.x;
    let sumX = 0;
    let sumY = 0;
    let squaresX = 0;
    let squaresY = 0;
    let products = 0;
    for (let i = 0; i < length; i++) {
      const x = xs[i] - anchorX;
      const y = ys[i] - anchorY;
      sumX += x;
      sumY += y;
      squaresX += x * x;
      squaresY += y * y;
      products += x * y;
    }
    this.anchorX = anchorX;
    this.anchorY = anchorY;
    this.sumX = sumX;
    this.sumY = sumY;
    this.squaresX = squaresX;
    this.squaresY = squaresY;
    this.products = products;
    this.peakX = 0;
    this.peakY = 0;
    this.centre();
  }
}
