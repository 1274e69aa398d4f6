import { distance } from 'fastest-levenshtein';
import { Fault } from '../core/base/fault.ts';
import type { ColumnName } from './data-entry.ts';
import { timeFormatOf } from './timestamps.ts';

/** Usual names, without spaces, dots, dashes and underscores, in lower case. An adjusted close is not a close. */
const ALIASES: Readonly<Record<ColumnName, readonly string[]>> = {
  timestamp: ['timestamp', 'datetime', 'time', 'date', 'opentime', 'closetime', 'ts', 't'],
  open: ['open', 'o', 'openprice'],
  high: ['high', 'h', 'highprice', 'max'],
  low: ['low', 'l', 'lowprice', 'min'],
  close: ['close', 'c', 'closeprice', 'last'],
  volume: ['volume', 'vol', 'v'],
  bid_open: ['bidopen', 'openbid'],
  bid_high: ['bidhigh', 'highbid'],
  bid_low: ['bidlow', 'lowbid'],
  bid_close: ['bidclose', 'closebid'],
  ask_open: ['askopen', 'openask'],
  ask_high: ['askhigh', 'highask'],
  ask_low: ['asklow', 'lowask'],
  ask_close: ['askclose', 'closeask'],
};

export const TRADE_COLUMNS = ['open', 'high', 'low', 'close'] as const;
export const QUOTE_COLUMNS = [
  'bid_open',
  'bid_high',
  'bid_low',
  'bid_close',
  'ask_open',
  'ask_high',
  'ask_low',
  'ask_close',
] as const;

/** Where a file's columns are: indices into its rows. */
export interface Layout {
  readonly timestamp: number;
  /** A time of day beside a date column, or -1. */
  readonly timeOfDay: number;
  /** Four prices of trade bars, or bid then ask, four each. */
  readonly prices: readonly number[];
  readonly priceNames: readonly ColumnName[];
  readonly quoted: boolean;
  /** -1 where there is none. */
  readonly volume: number;
  readonly width: number;
}

/** A first row that names columns instead of holding values. */
export function isHeader(fields: readonly string[]): boolean {
  return fields.every(
    (field) => field.trim() === '' || (!Number.isFinite(Number(field)) && timeFormatOf(field.trim()) === undefined),
  );
}

/** The layout of a file without a header: timestamp, open, high, low, close and, if there, volume. */
export function plainLayout(width: number, file: string): Layout {
  if (width < 5)
    throw new Fault(
      'data',
      `${file}: expected a header, or rows of timestamp, open, high, low, close; found ${width} columns and no header`,
    );
  return {
    timestamp: 0,
    timeOfDay: -1,
    prices: [1, 2, 3, 4],
    priceNames: TRADE_COLUMNS,
    quoted: false,
    volume: width > 5 ? 5 : -1,
    width,
  };
}

export interface HeaderOptions {
  readonly columns?: Readonly<Partial<Record<ColumnName, string>>>;
  readonly timestamp?: 'open' | 'close';
  readonly quotesWanted?: boolean;
}

export function layoutOf(header: readonly string[], file: string, options: HeaderOptions = {}): Layout {
  const names = header.map(plainName);
  const find = (column: ColumnName): number => {
    const mapped = options.columns?.[column];
    if (mapped !== undefined) return mappedColumn(column, mapped, header, file);
    for (const alias of aliasesOf(column, options.timestamp)) {
      const index = names.indexOf(alias);
      if (index >= 0) return index;
    }
    return -1;
  };
  const timestamp = find('timestamp');
  const timeOfDay =
    names[timestamp] === 'date' && options.columns?.timestamp === undefined ? names.indexOf('time') : -1;
  const quotes = QUOTE_COLUMNS.map(find);
  const quoted = quotes.every((index) => index >= 0) || options.quotesWanted === true;
  const priceNames = quoted ? QUOTE_COLUMNS : TRADE_COLUMNS;
  const prices = priceNames.map(find);
  const missing = priceNames.filter((_, i) => prices[i] < 0);
  if (timestamp < 0) throw noColumn('timestamp', header, file);
  if (missing.length > 0) throw noColumn(missing[0], header, file);
  return { timestamp, timeOfDay, prices, priceNames, quoted, volume: find('volume'), width: header.length };
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s._-]/g, '');
}

function aliasesOf(column: ColumnName, timestamp: 'open' | 'close' | undefined): readonly string[] {
  if (column !== 'timestamp') return ALIASES[column];
  // Exchanges write both ends of a candle; the one that the entry names is taken. With a date beside it, a time is a time of day.
  const other = timestamp === 'close' ? 'opentime' : 'closetime';
  const own = timestamp === 'close' ? 'closetime' : 'opentime';
  return [
    own,
    'timestamp',
    'datetime',
    ...ALIASES.timestamp.filter((alias) => alias !== other && alias !== 'time'),
    'time',
  ];
}

function mappedColumn(column: ColumnName, mapped: string, header: readonly string[], file: string): number {
  const exact = header.indexOf(mapped);
  if (exact >= 0) return exact;
  const index = header.findIndex((name) => name.trim().toLowerCase() === mapped.trim().toLowerCase());
  if (index >= 0) return index;
  const nearest = header.toSorted((a, b) => distance(a, mapped) - distance(b, mapped)).at(0);
  const hint = nearest !== undefined && distance(nearest, mapped) <= 2 ? `; did you mean ${nearest}?` : '';
  throw new Fault(
    'data',
    `${file}: columns.${column}: no column "${mapped}" in the header ${header.join(', ')}${hint}`,
  );
}

function noColumn(column: ColumnName, header: readonly string[], file: string): Fault {
  return new Fault(
    'data',
    `${file}: no column for ${column} in the header ${header.join(', ')}; name it with columns: { ${column}: NAME }`,
  );
}
