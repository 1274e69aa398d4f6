import { Window } from './window.ts';

/**
 * The sum of the last `length` values in O(1). It cannot drift: each time the ring has made a whole turn the sum is taken
 * afresh from it, one further addition a step on average. A window of zeros sums to exactly 0, so that a caller may ask
 * `sum === 0` before dividing.
 */
export class WindowSum {
  readonly window: Window;
  sum = 0;
  private nonZero = 0;

  constructor(length: number) {
    this.window = new Window(length);
  }

  get full(): boolean {
    return this.window.full;
  }

  /** The sum with the value in it; of what there is while the window is filling. */
  push(value: number): number {
    const displaced = this.window.push(value);
    if (value !== 0) this.nonZero += 1;
    if (displaced !== 0) this.nonZero -= 1;
    if (this.nonZero === 0) this.sum = 0;
    else if (this.window.next === 0) this.sum = total(this.window.values);
    else this.sum += value - displaced;
    return this.sum;
  }
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
