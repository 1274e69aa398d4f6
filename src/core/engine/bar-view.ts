import type { Bar, BarEvent } from '../model/bar.ts';
import { type Instrument, priceOf } from '../model/instrument.ts';
import { Cell } from './lane.ts';

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

  /** The same from the cells of a bar. */
  fillCells(cells: Float64Array, at: number, instrument: string, interval: string): this {
    if (this.instrument !== instrument) this.instrument = instrument;
    if (this.interval !== interval) this.interval = interval;
    this.tsUs = cells[at + Cell.tsUs];
    this.open = cells[at + Cell.open];
    this.high = cells[at + Cell.high];
    this.low = cells[at + Cell.low];
    this.close = cells[at + Cell.close];
    this.volume = cells[at + Cell.volume];
    return this;
  }
}
