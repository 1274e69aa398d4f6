import { formatDecimal } from '../core/base/decimal.ts';
import type { Us } from '../core/base/time.ts';
import type { Calendar } from '../core/market/calendar.ts';
import { BarSeries } from '../core/market/series.ts';
import { BarEvent } from '../core/model/bar.ts';
import type { Instrument } from '../core/model/instrument.ts';
import { BarTimes } from './bar-times.ts';
import type { ColumnName } from './data-entry.ts';
import { Problems } from './problems.ts';
import { Reading, TickReader } from './tick-reader.ts';

export interface BuilderOptions {
  readonly instrument: Instrument;
  readonly intervalUs: Us;
  readonly calendar: Calendar;
  readonly timestamp: 'open' | 'close';
  readonly rounding: 'nearest' | 'exact';
  /** The zone by whose clock days pass. */
  readonly zone?: string;
}

/** What a reader of rows fills, whatever its cells are. */
interface Sink {
  /** Rows so far, from 1 the row in the making. */
  readonly rows: number;
  /** Before the first row: the names of four prices (trade bars) or of eight (quote bars). */
  begin(names: readonly ColumnName[]): void;
  startRow(stampUs: Us, bareDate: boolean): void;
  endRow(volume: number): void;
}

/** Rows of texts. */
export interface RowSink extends Sink {
  priceText(index: number, text: string): void;
  /** The volume in units, NaN where there is none. */
  volumeText(text: string): number;
}

/** Rows of numbers, NaN where there is none. */
export interface NumberSink extends Sink {
  /** A row that says itself when its bar opened and closed. */
  startBar(openUs: Us, closeUs: Us): void;
  priceNumber(index: number, value: number): void;
}

/** Rows in, columns and a list of problems out: what every reader (CSV, Parquet) fills. */
export class BarBuilder implements RowSink, NumberSink {
  readonly options: BuilderOptions;
  readonly problems = new Problems();
  series: BarSeries;
  private readonly ticks: TickReader;
  private readonly times: BarTimes;
  private readonly bar = new BarEvent();
  private readonly prices = new Float64Array(8);
  private names: readonly ColumnName[] = [];
  private row = 0;
  private usable = true;

  constructor(options: BuilderOptions) {
    this.options = options;
    this.ticks = new TickReader(options.instrument);
    this.times = new BarTimes(options.intervalUs, options.calendar, options.timestamp, options.zone);
    this.series = new BarSeries(options.instrument.index, options.intervalUs, 0);
  }

  begin(names: readonly ColumnName[], capacity = 4_096): void {
    this.names = names;
    this.series = new BarSeries(this.options.instrument.index, this.options.intervalUs, capacity, names.length === 8);
  }

  get rows(): number {
    return this.row;
  }

  startRow(stampUs: Us, bareDate: boolean): void {
    this.row += 1;
    const wrong = this.times.set(stampUs, bareDate);
    this.usable = wrong === undefined;
    if (wrong === undefined) return;
    this.problems.add(wrong.kind, this.row, wrong.text);
    this.problems.leaveOut(this.row);
  }

  /** A row that says itself when its bar opened and closed. */
  startBar(openUs: Us, closeUs: Us): void {
    this.row += 1;
    this.usable = true;
    this.times.openUs = openUs;
    this.times.closeUs = closeUs;
  }

  priceText(index: number, text: string): void {
    this.prices[index] = this.ticks.read(text);
    if (this.ticks.reading !== Reading.ticks) this.pricePlaint(index, text);
  }

  priceNumber(index: number, value: number): void {
    this.prices[index] = this.ticks.readNumber(value);
    if (this.ticks.reading !== Reading.ticks) this.pricePlaint(index, String(value));
  }

  volumeText(text: string): number {
    if (text === '') return Number.NaN;
    const volume = Number(text);
    if (!Number.isFinite(volume) && !/^\s*(?:nan|null|na|n\/a|none)?\s*$/i.test(text)) {
      this.problems.add('number', this.row, `volume: expected a number, was "${text}"`);
    }
    return volume;
  }

  endRow(volume: number): void {
    if (!this.usable) return;
    if (this.series.length === this.series.capacity) this.series = this.series.grown();
    const { bar, prices, times } = this;
    bar.openUs = times.openUs;
    bar.tsUs = times.closeUs;
    bar.volume = volume;
    if (this.series.quoted) {
      bar.open = (prices[0] + prices[4]) / 2;
      bar.high = (prices[1] + prices[5]) / 2;
      bar.low = (prices[2] + prices[6]) / 2;
      bar.close = (prices[3] + prices[7]) / 2;
      bar.bidOpen = prices[0];
      bar.bidHigh = prices[1];
      bar.bidLow = prices[2];
      bar.bidClose = prices[3];
      bar.askOpen = prices[4];
      bar.askHigh = prices[5];
      bar.askLow = prices[6];
      bar.askClose = prices[7];
    } else {
      bar.open = prices[0];
      bar.high = prices[1];
      bar.low = prices[2];
      bar.close = prices[3];
    }
    this.series.push(bar);
  }

  private pricePlaint(index: number, text: string): void {
    const name = this.names[index];
    const { reading } = this.ticks;
    if (reading === Reading.missing) {
      this.problems.add(
        'missing',
        this.row,
        `${name}: expected a price, was ${text.trim() === '' ? 'empty' : text.trim()}`,
      );
    } else if (reading === Reading.invalid) {
      this.problems.add('number', this.row, `${name}: expected a price, was "${text}"`);
    } else if (this.options.rounding === 'exact') {
      const { units, scale } = this.options.instrument.tickSize;
      const tick = formatDecimal(units, scale);
      this.problems.add(
        'tick',
        this.row,
        `${name}: expected a multiple of the tick ${tick}, was ${text.trim()} (rounding: nearest would round it)`,
      );
    }
  }
}
