import { type Indicator, type IndicatorPage, period } from './indicator.ts';
import { Window } from './window.ts';

/** The sums are taken afresh once the spread has sunk below this part of what they began with: the rest is rounding. */
const CANCELLED = 1e-3;

export interface LinearRegressionView {
  /** The line at the newest value. */
  readonly value: number;
  /** Per step. */
  readonly slope: number;
  /** The line at the oldest value of the window. */
  readonly intercept: number;
  /** The share of the variance that the line explains, 0 to 1; 0 where nothing moved. */
  readonly r2: number;
}

class LinearRegression implements Indicator<number, LinearRegressionView> {
  private readonly length: number;
  private readonly window: Window;
  private readonly view = { value: Number.NaN, slope: Number.NaN, intercept: Number.NaN, r2: Number.NaN };
  /** Mean and spread (times length) of the steps 0 .. length - 1. */
  private readonly middle: number;
  private readonly stepSpread: number;
  /** Sums over the distances from the anchor: themselves, times their step, squared. */
  private anchor = Number.NaN;
  private sum = Number.NaN;
  private weighted = Number.NaN;
  private squares = Number.NaN;
  private spread = Number.NaN;
  /** `squares` when they were last taken afresh. */
  private scale = Number.NaN;

  constructor(length: number) {
    this.length = length;
    this.window = new Window(length);
    this.middle = (length - 1) / 2;
    this.stepSpread = (length * (length * length - 1)) / 12;
  }

  update(value: number): LinearRegressionView | undefined {
    if (!Number.isFinite(value)) return undefined;
    const { window } = this;
    const displaced = window.push(value);
    if (!window.full) return undefined;
    if (window.next === 0) this.rebuild();
    else this.slide(value - this.anchor, displaced - this.anchor);
    return this.fit();
  }

  private slide(entering: number, leaving: number): void {
    this.weighted += (this.length - 1) * entering - (this.sum - leaving);
    this.sum += entering - leaving;
    this.squares += (entering - leaving) * (entering + leaving);
    this.spread = this.squares - (this.sum * this.sum) / this.length;
    if (this.spread < CANCELLED * this.scale) this.rebuild();
  }

  /** The sums afresh from the ring, round its mean: neither drift nor cancellation outlives it. */
  private rebuild(): void {
    const { window, length } = this;
    const { values } = window;
    let shift = 0;
    for (let i = 0; i < length; i++) shift += values[i] - values[0];
    const anchor = values[0] + shift / length;
    let sum = 0;
    let weighted = 0;
    let squares = 0;
    let index = window.next;
    for (let step = 0; step < length; step++) {
      const distance = values[index] - anchor;
      sum += distance;
      weighted += step * distance;
      squares += distance * distance;
      index = index + 1 === length ? 0 : index + 1;
    }
    this.anchor = anchor;
    this.sum = sum;
    this.weighted = weighted;
    this.squares = squares;
    this.spread = squares - (sum * sum) / length;
    this.scale = squares;
  }

  private fit(): LinearRegressionView {
    const { view, sum, middle, spread } = this;
    const mean = sum / this.length;
    const together = this.weighted - middle * sum;
    const slope = together / this.stepSpread;
    view.slope = slope;
    view.intercept = this.anchor + (mean - slope * middle);
    view.value = this.anchor + (mean + slope * middle);
    view.r2 = spread > 0 ? Math.min(1, (slope * together) / spread) : 0;
    return view;
  }
}

/** The least-squares line through the last `period` values. O(1), re-summed once a turn and where digits cancel. */
export function linearRegression(length = 14): Indicator<number, LinearRegressionView> {
  return new LinearRegression(period(length, 'period', 2));
}

export const linearRegressionPage: IndicatorPage = {
  name: 'linearRegression',
  title: 'Linear regression',
  family: 'trend',
  input: 'value',
  outputs: ['value', 'slope', 'intercept', 'r2'],
  parameters: [{ name: 'period', default: 14, min: 2 }],
  warmup: (length) => length,
  cost: 'O(1)',
  about:
    'The least-squares line through the last `period` values at steps 0 .. period - 1: its height at the newest (value) and at ' +
    'the oldest (intercept), its slope a step, and r2, the share of the variance it explains (0 where nothing moved).',
  make: linearRegression,
};
