/** The columns that a file's own names can be mapped to. */
export const ColumnName = [
  'timestamp',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'bid_open',
  'bid_high',
  'bid_low',
  'bid_close',
  'ask_open',
  'ask_high',
  'ask_low',
  'ask_close',
] as const;
export type ColumnName = (typeof ColumnName)[number];

/** One entry under `data:` of a run file. Numbers may be written as strings where every digit matters. */
export interface DataEntry {
  readonly instrument: string;
  /** A file, or `package:NAME/FILE` of an installed package. Either this or `catalogue`. */
  readonly path?: string;
  /** The name of an instrument in the local catalogue; tick, lot, calendar and interval come with it. */
  readonly catalogue?: string;
  /** '1m', '1d'; of a file required. */
  readonly interval?: string;
  /** Of a file required. */
  readonly tickSize?: number | string;
  /** Of a file required. */
  readonly lotSize?: number | string;
  /** Our name -> the file's name, where the usual ones do not find it. */
  readonly columns?: Readonly<Partial<Record<ColumnName, string>>>;
  /** What the rows are stamped with. Default open. */
  readonly timestamp?: 'open' | 'close';
  /** IANA zone of stamps without an offset, and by whose clock the days of daily bars pass. Default UTC. */
  readonly timezone?: string;
  /** exact (default): a price off the tick is refused. nearest: it is rounded, ties away from zero. */
  readonly rounding?: 'nearest' | 'exact';
  /** Default: never closed. */
  readonly calendar?: string;
  /** Results start here; rows before it warm up the agents. */
  readonly from?: string;
  /** Rows after it are left out; a bare date is that whole day. */
  readonly to?: string;
  /** Default USD. */
  readonly currency?: string;
  readonly multiplier?: number | string;
  /** Default none: prices stand as they are, and actions happen in the account. */
  readonly adjust?: 'none' | 'splits' | 'all';
  /** A file of splits and dividends. */
  readonly actions?: string;
  /** What it is counted among when a result is compared with equal parts of all: a sector, a country. */
  readonly group?: string;
  /** Longer intervals for the agents: the engine's business, checked here. */
  readonly resample?: readonly string[];
}
