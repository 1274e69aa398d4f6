import type { ToldProblems } from './record-problems.ts';
import type { ClockFit } from './clock-fit.ts';

/** What a record stands under where bars have their interval: `BTCUSDT@record`. */
export const RECORD_INTERVAL = 'record';

/** How many events of each kind a record has. */
export interface RecordCounts {
  readonly snapshots: number;
  readonly differences: number;
  readonly quotes: number;
  readonly trades: number;
}

/** What stands beside the Parquet file of a recorded market, as JSON. Numbers that must be exact are strings. */
export interface RecordSide {
  readonly kind: 'market-record';
  readonly instrument: string;
  readonly interval: typeof RECORD_INTERVAL;
  /** The venue's name for it. */
  readonly symbol: string;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly currency: string;
  readonly multiplier: string;
  readonly calendar: string;
  /** Lines of the capture. */
  readonly lines: number;
  /** Events that came of them, whatever the number of their levels. */
  readonly rows: number;
  /** Receive times of the first event and of the last, corrected, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  readonly counts: RecordCounts;
  readonly clock: ClockFit;
  /** What was wrong with lines; those are not in the table. */
  readonly problems: ToldProblems;
  /** SHA-256 of the capture. */
  readonly sources: readonly string[];
}
