import type { BarSeries } from '../core/market/series.ts';
import type { BarEvent } from '../core/model/bar.ts';
import type { Out } from '../core/model/out.ts';

/** Who listens to a run as it goes: the recorder of results, the hash, a test. */
export interface Listener {
  /** After each input that caused something; what `out` holds is valid during the call. */
  onOut(out: Out): void;
  /** A base bar has closed and everything at its instant up to the agents' handlers is done. */
  onBar(bar: BarEvent): void;
  /** A quote, a trade or a book of this instrument has come, and agents have seen it. */
  onMarket?(instrument: number): void;
  /** Rows of base bars that closed one after the other, on their own or with those of other instruments. */
  onBars(series: BarSeries, from: number, to: number): void;
  /** The end of an instant, orders placed and those that fill at once filled; of so many, the last. */
  onInstant(passed: number): void;
  /** So many instants in which nothing happens may pass before `onInstant` is called. */
  readonly instantsUnseen: number;
}
