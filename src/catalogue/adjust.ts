import { divide } from '../core/base/rounding.ts';
import { toNumber } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { BarSeries } from '../core/market/series.ts';
import { type Action, dividendOf, splitOf } from '../core/model/action.ts';
import { type Instrument, priceOf } from '../core/model/instrument.ts';
import type { WrittenAction } from './actions.ts';

/** What is done about actions: prices as they were, or prices before them divided backwards, for splits or for all of them. */
export type Adjust = 'none' | 'splits' | 'all';

/** An action, due at the open of a bar: everything at that moment's closes is over, and nothing has opened. */
export interface DatedAction {
  readonly tsUs: Us;
  readonly action: Action;
}

export interface Adjusted {
  /** What is left to happen in the account. */
  readonly actions: readonly DatedAction[];
  readonly warnings: readonly string[];
}

/** Ratios nearer to one than this cannot be told from what a price does in a night. */
const TOLD_APART = Math.log(1.25);
/** A price that moves by more than this to lie on the tick is told. */
const OFF_MAX = 5e-4;
const PRECISE = 12;

interface Placed extends WrittenAction {
  /** The first bar on or after its date. */
  readonly bar: number;
}

/**
 * Brings bars and actions together: places each action before the open of the first bar on or after its ex-date (`startOf` says
 * when a date begins), leaves out those that do not fit the prices, and adjusts the bars in place where that is wanted.
 */
export function applyActions(
  series: BarSeries,
  instrument: Instrument,
  written: readonly WrittenAction[],
  adjust: Adjust,
  startOf: (date: string) => Us,
): Adjusted {
  const placed: Placed[] = [];
  for (const action of written) {
    const bar = firstFrom(series, startOf(action.date));
    // Nobody has held it before the first bar, and nothing happens after the last.
    if (bar > 0 && bar < series.length) placed.push({ ...action, bar });
  }
  const misfits = placed.filter((action) => !fits(action, placed, series, instrument));
  const fitting = placed.filter((action) => !misfits.includes(action));
  const warnings = misfits.length === 0 ? [] : [misfitText(misfits, series, instrument)];
  if (adjust !== 'none') {
    const moved = divideBack(series, instrument, fitting, adjust);
    if (moved > 0)
      warnings.push(
        `${moved.toLocaleString('en-US')} adjusted bars have prices that moved by more than ${OFF_MAX * 100} % to lie on the tick; choose a finer tickSize`,
      );
  }
  return { actions: adjust === 'all' ? [] : dated(series, instrument.index, fitting, adjust), warnings };
}

function firstFrom(series: BarSeries, us: Us): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (series.openUs[mid] < us) low = mid + 1;
    else high = mid;
  }
  return low;
}

/**
 * A split is seen in the prices: the open lies nearer to the last close over the ratio than to the last close. Splits that come
 * before the same bar are seen together. A dividend is less than the price.
 */
function fits(action: Placed, placed: readonly Placed[], series: BarSeries, instrument: Instrument): boolean {
  const { kind, amount, bar } = action;
  const last = series.close[bar - 1];
  if (kind === 'dividend') return toNumber(amount) < priceOf(instrument, last);
  const gap = Math.log(series.open[bar] / last);
  const together = placed.filter((other) => other.kind === 'split' && other.bar === bar);
  return isSeen(ratioOf(together), gap) || isSeen(ratioOf([action]), gap);
}

function isSeen(ratio: number, gap: number): boolean {
  return Math.abs(ratio) <= TOLD_APART || Math.abs(gap + ratio) <= Math.abs(ratio) / 2;
}

/** The logarithm of what they come to. */
function ratioOf(splits: readonly Placed[]): number {
  return splits.reduce((sum, { numerator, denominator }) => sum + Math.log(numerator / denominator), 0);
}

function misfitText(misfits: readonly Placed[], series: BarSeries, instrument: Instrument): string {
  const [first] = misfits;
  const [close, open] = [series.close[first.bar - 1], series.open[first.bar]].map((ticks) =>
    priceOf(instrument, ticks),
  );
  const what = first.kind === 'split' ? `split of ${first.numerator}:${first.denominator}` : 'dividend';
  const count =
    misfits.length === 1
      ? 'a corporate action does not fit the prices and was left out'
      : `${misfits.length} corporate actions do not fit the prices and were left out; the first`;
  return `${count}: the ${what} of ${first.date}, between a close of ${close} and an open of ${open}`;
}

function dated(series: BarSeries, instrument: number, placed: readonly Placed[], adjust: Adjust): DatedAction[] {
  const actions: DatedAction[] = [];
  for (const [k, { kind, numerator, denominator, amount, bar }] of placed.entries()) {
    const tsUs = series.openUs[bar];
    if (kind === 'split') {
      if (adjust === 'none') actions.push({ tsUs, action: splitOf(instrument, numerator, denominator) });
      continue;
    }
    let { units, scale } = amount;
    if (adjust === 'splits') {
      // The shares of an adjusted run are those of today.
      const later = placed.slice(k + 1).filter((other) => other.kind === 'split');
      if (later.length > 0) {
        const up = later.reduce((all, split) => all * BigInt(split.numerator), 1n);
        const down = later.reduce((all, split) => all * BigInt(split.denominator), 1n);
        units = divide(units * down * 10n ** BigInt(PRECISE), up, 'nearest');
        scale += PRECISE;
      }
    }
    actions.push({ tsUs, action: dividendOf(instrument, { units, scale }) });
  }
  return actions;
}

/** Divides the bars before each action by it, from the last to the first; returns how many bars the tick is too coarse for. */
function divideBack(series: BarSeries, instrument: Instrument, placed: readonly Placed[], adjust: Adjust): number {
  let moved = 0;
  let price = 1;
  let volume = 1;
  let to = series.length;
  const raw = Float64Array.from(series.close.subarray(0, series.length));
  const upTo = (from: number): void => {
    for (let row = from; row < to; row++)
      if (price !== 1 && !divideRow(series, instrument, row, price, volume)) moved += 1;
    to = from;
  };
  for (const { kind, numerator, denominator, amount, bar } of placed.toReversed()) {
    if (kind === 'dividend' && adjust !== 'all') continue;
    upTo(bar);
    if (kind === 'split') {
      price *= denominator / numerator;
      volume *= numerator / denominator;
    } else {
      price *= 1 - toNumber(amount) / priceOf(instrument, raw[bar - 1]);
    }
  }
  upTo(0);
  return moved;
}

const TRADE_COLUMNS = ['open', 'high', 'low', 'close'] as const;
const SIDES = ['bid', 'ask'] as const;
const PLACES = ['Open', 'High', 'Low', 'Close'] as const;

/** False when the tick moved a price too far. */
function divideRow(series: BarSeries, instrument: Instrument, row: number, price: number, volume: number): boolean {
  let close = true;
  const divided = (column: Float64Array): void => {
    const exact = column[row] * price;
    const ticks = Math.round(exact);
    if (ticks < 1)
      throw new Fault(
        'data',
        `${instrument.name}: adjusted for what came later, a price of ${priceOf(instrument, column[row])} is less than a tick; choose a finer tickSize`,
      );
    if (Math.abs(ticks - exact) > OFF_MAX * exact) close = false;
    column[row] = ticks;
  };
  if (series.quoted) {
    for (const place of PLACES) for (const side of SIDES) divided(series[`${side}${place}`]);
    series.open[row] = (series.bidOpen[row] + series.askOpen[row]) / 2;
    series.high[row] = (series.bidHigh[row] + series.askHigh[row]) / 2;
    series.low[row] = (series.bidLow[row] + series.askLow[row]) / 2;
    series.close[row] = (series.bidClose[row] + series.askClose[row]) / 2;
  } else {
    for (const name of TRADE_COLUMNS) divided(series[name]);
  }
  series.volume[row] *= volume;
  return close;
}
