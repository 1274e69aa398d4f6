import type { Us } from '../base/time.ts';

/** What an agent sees of a bar: prices in currency units, a view that is valid during the call. */
export interface Bar {
  readonly instrument: string;
  /** '1d', '1m' */
  readonly interval: string;
  /** The close: the moment at which the bar can be known, and is delivered. Microseconds UTC. */
  readonly tsUs: Us;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** NaN where the data has none. */
  readonly volume: number;
}

/**
 * A bar as the engine and the venue take it: one mutable object that the driver refills (no allocation per bar).
 * Prices are ticks. Of a quote bar both sides are kept; its middle (open..close) may lie on a half tick. Of a trade bar
 * bid and ask are the trade price.
 */
export class BarEvent {
  instrument = 0;
  /** 0 is the base interval, which fills; higher ones are resampled, for agents only. */
  interval = 0;
  openUs: Us = 0;
  tsUs: Us = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;
  volume = Number.NaN;
  bidOpen = 0;
  bidHigh = 0;
  bidLow = 0;
  bidClose = 0;
  askOpen = 0;
  askHigh = 0;
  askLow = 0;
  askClose = 0;
}
