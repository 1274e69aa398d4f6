import type { BarSeries } from '../market/series.ts';
import type { BarEvent } from '../model/bar.ts';
import type { Agent } from './agent.ts';

const NO_COLUMN: Float64Array = new Float64Array(0);

/** One instrument's bars as the convoy walks along them: columns, and the row at hand. */
export class Lane {
  readonly instrument: number;
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

  constructor(instrument: number, agents: readonly Agent[], places: Int32Array) {
    this.instrument = instrument;
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
