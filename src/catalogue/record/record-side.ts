import type { SideFile } from '../side-file.ts';
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
export interface RecordSide extends Pick<
  SideFile,
  'instrument' | 'tickSize' | 'lotSize' | 'currency' | 'multiplier' | 'calendar' | 'rows' | 'from' | 'to' | 'sources'
> {
  readonly kind: 'market-record';
  readonly interval: typeof RECORD_INTERVAL;
  /** The venue's name for it. */
  readonly symbol: string;
  /** Lines of the capture; `rows` are the events that came of them. */
  readonly lines: number;
  readonly counts: RecordCounts;
  readonly clock: ClockFit;
  /** What was wrong with lines; those are not in the table. */
  readonly problems: ToldProblems;
}
