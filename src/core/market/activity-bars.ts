import { assert } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import { formatTime, type Us } from '../base/time.ts';
import { BarEvent } from '../model/bar.ts';
import { type Instrument, priceOf } from '../model/instrument.ts';
import { toNumber } from '../base/decimal.ts';
import { extendBar, startBar } from './merge-bar.ts';

export const Activity = {
  /** so many trades */ tick: 'tick',
  /** so many units traded */ volume: 'volume',
  /** so much money traded, in the instrument's currency */ dollar: 'dollar',
} as const;
export type Activity = (typeof Activity)[keyof typeof Activity];

/**
 * Bars that close after so much activity instead of so much time (Lopez de Prado, Advances in Financial Machine Learning,
 * section 2.3). Fed with trades, or with bars that count as one trade each at their close.
 * A trade is never split: it belongs whole to the bar that it completes, and what it had too much counts toward the next
 * threshold, so that the number of bars follows total / threshold without drift. What is returned is reused: valid until
 * the second call after.
 */
export class ActivityBars {
  private readonly activity: Activity;
  private readonly threshold: number;
  private readonly instrument: Instrument;
  private readonly multiplier: number;
  private readonly interval: number;
  private readonly trade = new BarEvent();
  private current = new BarEvent();
  private spare = new BarEvent();
  private open = false;
  private progress = 0;

  constructor(activity: Activity, threshold: number, instrument: Instrument, interval = 0) {
    assert(threshold > 0 && Number.isFinite(threshold), 'a threshold is a positive number');
    this.activity = activity;
    this.threshold = threshold;
    this.instrument = instrument;
    this.multiplier = toNumber(instrument.multiplier);
    this.interval = interval;
  }

  /** The bar in the making; `undefined` between two bars. */
  get pending(): BarEvent | undefined {
    return this.open ? this.current : undefined;
  }

  /** One trade: price in ticks, volume in units. The bar that it completes, if it does. */
  addTrade(tsUs: Us, ticks: number, volume: number): BarEvent | undefined {
    const trade = this.trade;
    trade.instrument = this.instrument.index;
    trade.openUs = trade.tsUs = tsUs;
    trade.open = trade.high = trade.low = trade.close = ticks;
    trade.bidOpen = trade.bidHigh = trade.bidLow = trade.bidClose = ticks;
    trade.askOpen = trade.askHigh = trade.askLow = trade.askClose = ticks;
    trade.volume = volume;
    return this.add(trade);
  }

  /** The bar that this one completes, if it does. */
  add(bar: BarEvent): BarEvent | undefined {
    const worth = this.worthOf(bar);
    if (this.open) {
      extendBar(this.current, bar);
    } else {
      startBar(this.current, bar);
      this.current.interval = this.interval;
      this.open = true;
    }
    this.progress += worth;
    // Sums of decimal volumes end a hair below the threshold that they mean.
    const passed = Math.floor(this.progress / this.threshold + 1e-9);
    if (passed === 0) return undefined;
    this.progress = Math.max(0, this.progress - passed * this.threshold);
    const full = this.current;
    this.current = this.spare;
    this.spare = full;
    this.open = false;
    return full;
  }

  private worthOf(bar: BarEvent): number {
    if (this.activity === Activity.tick) return 1;
    if (!(bar.volume >= 0)) {
      const what = `${this.activity} bars of ${this.instrument.name}: expected a volume >= 0`;
      throw new Fault('data', `${what}, the trade of ${formatTime(bar.tsUs)} has ${bar.volume}`);
    }
    if (this.activity === Activity.volume) return bar.volume;
    return bar.volume * priceOf(this.instrument, bar.close) * this.multiplier;
  }
}
