import { assert } from '../base/assert.ts';
import type { Us } from '../base/time.ts';
import type { BarEvent } from '../model/bar.ts';
import type { Instrument } from '../model/instrument.ts';

/** How many rows a source hands out at a time: columns that stay in the cache, and no more memory than that. */
export const CHUNK_ROWS = 8_192;

export const TRADE_COLUMNS = ['openUs', 'tsUs', 'open', 'high', 'low', 'close', 'volume'] as const;
export const QUOTE_COLUMNS = [
  'bidOpen',
  'bidHigh',
  'bidLow',
  'bidClose',
  'askOpen',
  'askHigh',
  'askLow',
  'askClose',
] as const;

type ColumnName = (typeof TRADE_COLUMNS)[number] | (typeof QUOTE_COLUMNS)[number];
/** The trade price that stands for each quote column where there are no quotes. */
const SIDE_OF = ['open', 'high', 'low', 'close', 'open', 'high', 'low', 'close'] as const;

/**
 * Bars of one instrument and one interval as columns, oldest first. Prices are ticks; of quote bars open..close are the
 * middle and may lie on half ticks, and bid and ask stand beside them. Of trade bars the bid and ask columns are the very
 * same objects as open..close. Columns may be longer than `length`.
 */
export class BarSeries {
  /** The instrument's index in the run. */
  instrument: number;
  intervalUs: Us;
  length: number;
  /** False where bid = ask = the trade price. */
  quoted: boolean;
  openUs: Float64Array;
  /** The close: when the bar can be known. */
  tsUs: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  /** Units; NaN where the data has none. */
  volume: Float64Array;
  bidOpen: Float64Array;
  bidHigh: Float64Array;
  bidLow: Float64Array;
  bidClose: Float64Array;
  askOpen: Float64Array;
  askHigh: Float64Array;
  askLow: Float64Array;
  askClose: Float64Array;

  constructor(instrument: number, intervalUs: Us, capacity: number, quoted = false) {
    this.instrument = instrument;
    this.intervalUs = intervalUs;
    this.length = 0;
    this.quoted = quoted;
    this.openUs = new Float64Array(capacity);
    this.tsUs = new Float64Array(capacity);
    this.open = new Float64Array(capacity);
    this.high = new Float64Array(capacity);
    this.low = new Float64Array(capacity);
    this.close = new Float64Array(capacity);
    this.volume = new Float64Array(capacity);
    this.bidOpen = quoted ? new Float64Array(capacity) : this.open;
    this.bidHigh = quoted ? new Float64Array(capacity) : this.high;
    this.bidLow = quoted ? new Float64Array(capacity) : this.low;
    this.bidClose = quoted ? new Float64Array(capacity) : this.close;
    this.askOpen = quoted ? new Float64Array(capacity) : this.open;
    this.askHigh = quoted ? new Float64Array(capacity) : this.high;
    this.askLow = quoted ? new Float64Array(capacity) : this.low;
    this.askClose = quoted ? new Float64Array(capacity) : this.close;
  }

  /** Rows over columns that are there already. Of trade bars only the first kind is asked for. */
  static over(
    instrument: number,
    intervalUs: Us,
    length: number,
    quoted: boolean,
    column: (name: ColumnName) => Float64Array,
  ): BarSeries {
    const series = new BarSeries(instrument, intervalUs, 0, quoted);
    series.length = length;
    for (const name of TRADE_COLUMNS) series[name] = column(name);
    for (const [i, name] of QUOTE_COLUMNS.entries()) {
      series[name] = quoted ? column(name) : series[SIDE_OF[i]];
    }
    return series;
  }

  get capacity(): number {
    return this.openUs.length;
  }

  /** Rows [from, to) over the same memory. */
  slice(from: number, to: number): BarSeries {
    assert(from >= 0 && from <= to && to <= this.length, () => `slice ${from}..${to} of ${this.length} rows`);
    return this.mapped((column) => column.subarray(from, to), to - from);
  }

  /** The same rows in columns twice as long (or as long as told). */
  grown(capacity = Math.max(16, this.capacity * 2)): BarSeries {
    return this.mapped((column) => {
      const larger = new Float64Array(capacity);
      larger.set(column.length > capacity ? column.subarray(0, capacity) : column);
      return larger;
    }, this.length);
  }

  /** Row `row` into the reused event, its instrument too; the event's interval index is the caller's. */
  read(row: number, into: BarEvent): void {
    this.readMiddle(row, into);
    this.readSides(row, into);
  }

  /** All of the row but bid and ask, which only a venue with waiting orders looks at. */
  readMiddle(row: number, into: BarEvent): void {
    into.instrument = this.instrument;
    into.openUs = this.openUs[row];
    into.tsUs = this.tsUs[row];
    into.open = this.open[row];
    into.high = this.high[row];
    into.low = this.low[row];
    into.close = this.close[row];
    into.volume = this.volume[row];
  }

  readSides(row: number, into: BarEvent): void {
    into.bidOpen = this.bidOpen[row];
    into.bidHigh = this.bidHigh[row];
    into.bidLow = this.bidLow[row];
    into.bidClose = this.bidClose[row];
    into.askOpen = this.askOpen[row];
    into.askHigh = this.askHigh[row];
    into.askLow = this.askLow[row];
    into.askClose = this.askClose[row];
  }

  /** Writes the event after the last row; there must be room. */
  push(bar: BarEvent): void {
    const row = this.length;
    assert(row < this.capacity, 'push wants room for one more row');
    this.length = row + 1;
    this.openUs[row] = bar.openUs;
    this.tsUs[row] = bar.tsUs;
    this.open[row] = bar.open;
    this.high[row] = bar.high;
    this.low[row] = bar.low;
    this.close[row] = bar.close;
    this.volume[row] = bar.volume;
    if (!this.quoted) return;
    this.bidOpen[row] = bar.bidOpen;
    this.bidHigh[row] = bar.bidHigh;
    this.bidLow[row] = bar.bidLow;
    this.bidClose[row] = bar.bidClose;
    this.askOpen[row] = bar.askOpen;
    this.askHigh[row] = bar.askHigh;
    this.askLow[row] = bar.askLow;
    this.askClose[row] = bar.askClose;
  }

  private mapped(column: (from: Float64Array) => Float64Array, length: number): BarSeries {
    const series = new BarSeries(this.instrument, this.intervalUs, 0, this.quoted);
    series.length = length;
    series.openUs = column(this.openUs);
    series.tsUs = column(this.tsUs);
    series.open = column(this.open);
    series.high = column(this.high);
    series.low = column(this.low);
    series.close = column(this.close);
    series.volume = column(this.volume);
    series.bidOpen = this.quoted ? column(this.bidOpen) : series.open;
    series.bidHigh = this.quoted ? column(this.bidHigh) : series.high;
    series.bidLow = this.quoted ? column(this.bidLow) : series.low;
    series.bidClose = this.quoted ? column(this.bidClose) : series.close;
    series.askOpen = this.quoted ? column(this.askOpen) : series.open;
    series.askHigh = this.quoted ? column(this.askHigh) : series.high;
    series.askLow = this.quoted ? column(this.askLow) : series.low;
    series.askClose = this.quoted ? column(this.askClose) : series.close;
    return series;
  }
}

/** Bars pulled in chunks, oldest first. */
export interface BarSource {
  readonly instrument: Instrument;
  /** '1d', '1m' */
  readonly interval: string;
  readonly intervalUs: Us;
  /**
   * The next chunk of at least one row, or `undefined` at the end. A source may refill the same columns for each chunk:
   * what was returned before is void then, copy what you keep.
   */
  next(): BarSeries | undefined;
}

/** A series in memory as a source; its chunks are views of the series and stay valid. */
export function memorySource(
  instrument: Instrument,
  interval: string,
  series: BarSeries,
  chunkRows = CHUNK_ROWS,
): BarSource {
  let row = 0;
  return {
    instrument,
    interval,
    intervalUs: series.intervalUs,
    next() {
      if (row >= series.length) return undefined;
      const from = row;
      row = Math.min(series.length, from + chunkRows);
      return series.slice(from, row);
    },
  };
}

/** The rest of a source as one series. */
export function collect(source: BarSource): BarSeries {
  let all: BarSeries | undefined;
  for (let chunk = source.next(); chunk !== undefined; chunk = source.next()) {
    if (all === undefined) all = new BarSeries(chunk.instrument, chunk.intervalUs, chunk.length, chunk.quoted);
    const length = all.length + chunk.length;
    if (length > all.capacity) all = all.grown(Math.max(length, all.capacity * 2));
    append(all, chunk);
  }
  return all ?? new BarSeries(source.instrument.index, source.intervalUs, 0);
}

function append(to: BarSeries, from: BarSeries): void {
  for (const name of TRADE_COLUMNS) to[name].set(from[name].subarray(0, from.length), to.length);
  if (to.quoted) for (const name of QUOTE_COLUMNS) to[name].set(from[name].subarray(0, from.length), to.length);
  to.length += from.length;
}
