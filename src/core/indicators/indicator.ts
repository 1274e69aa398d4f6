import { Fault } from '../base/fault.ts';
import type { Bar } from '../model/bar.ts';

/**
 * A streaming indicator: one `update` per bar (or value), in order. Returns `undefined` while warming up and from then on
 * the value that belongs to the input just given. An indicator with several outputs returns one view that it reuses: read
 * it before the next update, copy what you keep.
 */
export interface Indicator<Input, Output> {
  update(input: Input): Output | undefined;
}

/**
 * One that shows its last value too: NaN while warming up. To the engine a number that may be `undefined` is an object; who
 * updates with every bar and seldom looks reads `last`, and nothing is allocated.
 */
export interface Gauge<Input> extends Indicator<Input, number> {
  readonly last: number;
}

/** The same over two series that move together: `update(x, y)`. */
export interface PairIndicator<Output> {
  update(x: number, y: number): Output | undefined;
}

/** The part of a bar that indicators read. */
export type IndicatorBar = Pick<Bar, 'tsUs' | 'open' | 'high' | 'low' | 'close' | 'volume'>;

/** What an indicator takes: one number, a bar, or two numbers (`update(x, y)`). */
export type IndicatorInput = 'value' | 'bar' | 'pair';

export interface IndicatorParameter {
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max?: number;
  /** whole numbers only unless true */
  readonly fractional?: boolean;
}

/** The page of an indicator: what `conclave indicators` shows, and what the contract suite runs over. */
export interface IndicatorPage {
  /** The factory's name as exported to strategies: `sma`. */
  readonly name: string;
  readonly title: string;
  readonly family: 'trend' | 'momentum' | 'volatility' | 'volume' | 'rolling';
  readonly input: IndicatorInput;
  /** `['value']` for a plain number, else the fields of the view. */
  readonly outputs: readonly string[];
  readonly parameters: readonly IndicatorParameter[];
  /** How many updates until the first value (that update included), for given parameters. */
  warmup(...parameters: number[]): number;
  /** Work a step. */
  readonly cost: 'O(1)' | 'O(log n)' | 'O(n)';
  /** The definition in a line or two: formula, seeding, source, edge cases. */
  readonly about: string;
  make(...parameters: number[]): {
    update(input: never, second?: number): unknown;
  };
}

/** Checks a period; a wrong one is the strategy author's mistake and is told as such. */
export function period(value: number, name = 'period', min = 1): number {
  if (!Number.isInteger(value) || value < min)
    throw new Fault('strategy', `${name}: expected a whole number >= ${min}, was ${value}`);
  return value;
}

/** Checks a factor (a multiple of a range, an acceleration): a finite number above zero. */
export function factor(value: number, name: string): number {
  if (!Number.isFinite(value) || value <= 0)
    throw new Fault('strategy', `${name}: expected a number > 0, was ${value}`);
  return value;
}

/** Checks a parameter that may be a fraction: low <= value <= high, and finite. */
export function within(value: number, name: string, low: number, high = Infinity): number {
  if (!(value >= low && value <= high && value < Infinity)) {
    const expected = high === Infinity ? `a number >= ${low}` : `a number from ${low} to ${high}`;
    throw new Fault('strategy', `${name}: expected ${expected}, was ${value}`);
  }
  return value;
}
