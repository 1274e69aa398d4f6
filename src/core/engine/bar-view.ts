import type { Bar, BarEvent } from '../model/bar.ts';
import { type Instrument, priceOf } from '../model/instrument.ts';
import type { Lane } from './lane.ts';

/** The bar that agents are handed: one object, refilled for each bar, prices in units. */
export class BarView implements Bar {
  instrument = '';
  interval = '';
  tsUs = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  volume = 0;

  fill(bar: BarEvent, instrument: Instrument, interval: string): this {
    if (this.instrument !== instrument.name) this.instrument = instrument.name;
    if (this.interval !== interval) this.interval = interval;
    this.tsUs = bar.tsUs;
    this.open = priceOf(instrument, bar.open);
    this.high = priceOf(instrument, bar.high);
    this.low = priceOf(instrument, bar.low);
    this.close = priceOf(instrument, bar.close);
    this.volume = bar.volume;
    return this;
  }

  /** The same as another view: of the same instrument and interval, unless somebody has written into this one. */
  copy(from: BarView): this {
    if (this.instrument !== from.instrument) this.instrument = from.instrument;
    if (this.interval !== from.interval) this.interval = from.interval;
    this.tsUs = from.tsUs;
    this.open = from.open;
    this.high = from.high;
    this.low = from.low;
    this.close = from.close;
    this.volume = from.volume;
    return this;
  }

  /** The same from a row of columns. */
  fillRow(lane: Lane, instrument: Instrument, interval: string): this {
    const { row } = lane;
    if (this.instrument !== instrument.name) this.instrument = instrument.name;
    if (this.interval !== interval) this.interval = interval;
    this.tsUs = lane.tsUs[row];
    this.open = priceOf(instrument, lane.open[row]);
    this.high = priceOf(instrument, lane.high[row]);
    this.low = priceOf(instrument, lane.low[row]);
    this.close = priceOf(instrument, lane.close[row]);
    this.volume = lane.volume[row];
    return this;
  }
}
