import type { BarSeries } from '../market/series.ts';
import type { BarEvent } from '../model/bar.ts';
import { type Instrument, priceOf } from '../model/instrument.ts';
import type { Agent } from './agent.ts';

const NO_COLUMN: Float64Array = new Float64Array(0);

/** Where what of a bar stands in its cells: prices in units as agents are given them, and what marks are made of. */
export const Cell = { tsUs: 0, open: 1, high: 2, low: 3, close: 4, volume: 5, closeTicks: 6 } as const;
/** Cells of one bar: a cache line. */
export const CELLS = 8;

/** One instrument's bars as the convoy walks along them: columns, and the row at hand. */
export class Lane {
  readonly instrument: number;
  private readonly known: Instrument;
  row = 0;
  length = 0;
  openUs = NO_COLUMN;
  tsUs = NO_COLUMN;
  open = NO_COLUMN;
  high = NO_COLUMN;
  low = NO_COLUMN;
  close = NO_COLUMN;
  volume = NO_COLUMN;
  /** The agents that are given these bars, in the order of their ids. */
  readonly agents: readonly Agent[];
  readonly places: Int32Array;

  constructor(known: Instrument, agents: readonly Agent[], places: Int32Array) {
    this.known = known;
    this.instrument = known.index;
    this.agents = agents;
    this.places = places;
  }

  /** Goes on at this row of these columns. */
  enter(series: BarSeries, row: number): void {
    this.row = row;
    this.length = series.length;
    this.openUs = series.openUs;
    this.tsUs = series.tsUs;
    this.open = series.open;
    this.high = series.high;
    this.low = series.low;
    this.close = series.close;
    this.volume = series.volume;
  }

  /** So many rows of the columns as cells: the first from `at` on, each further one `stride` behind the one before it. */
  layOut(row: number, rows: number, cells: Float64Array, at: number, stride: number): void {
    const { tsUs, open, high, low, close, volume, known } = this;
    for (let from = row, to = at; from < row + rows; from++, to += stride) {
      cells[to + Cell.tsUs] = tsUs[from];
      cells[to + Cell.open] = priceOf(known, open[from]);
      cells[to + Cell.high] = priceOf(known, high[from]);
      cells[to + Cell.low] = priceOf(known, low[from]);
      cells[to + Cell.close] = priceOf(known, close[from]);
      cells[to + Cell.volume] = volume[from];
      cells[to + Cell.closeTicks] = close[from];
    }
  }

  read(bar: BarEvent): BarEvent {
    const { row } = this;
    bar.instrument = this.instrument;
    bar.openUs = this.openUs[row];
    bar.tsUs = this.tsUs[row];
    bar.open = this.open[row];
    bar.high = this.high[row];
    bar.low = this.low[row];
    bar.close = this.close[row];
    bar.volume = this.volume[row];
    return bar;
  }
}
