import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openDataFile } from '../../catalogue/file.ts';
import { isHeader, type Layout, layoutOf, plainLayout } from '../../catalogue/header.ts';
import { type LoadedData, rowsUpTo } from '../../catalogue/load.ts';
import type { DataEntry } from '../../catalogue/data-entry.ts';
import type { BarSeries } from '../../core/market/series.ts';
import { type Instrument, priceOf } from '../../core/model/instrument.ts';
import type { Alteration } from './alteration.ts';
import { poisoned } from './alteration.ts';

/** An alteration of what comes after a moment. */
export type FutureAlteration = Extract<Alteration, { kind: 'truncate' | 'poison' }>;

/**
 * A CSV data file as it would be with the same alteration, for a strategy that reads it by itself. The layout of its lines stays;
 * prices and volumes of later rows are replaced, or the rows left out. undefined where that cannot be done: a Parquet file, or
 * lines that are not the rows in the order of time.
 */
export async function alteredFile(
  path: string,
  entry: DataEntry,
  loaded: LoadedData,
  alteration: FutureAlteration,
): Promise<Buffer | undefined> {
  const file = await openDataFile(path);
  if (file.kind === 'parquet') return undefined;
  const bytes = await readFile(path);
  const text = (file.kind === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
  const changed = alteredText(text, path, entry, loaded, alteration);
  if (changed === undefined) return undefined;
  return file.kind === 'gzip' ? gzipSync(changed) : Buffer.from(changed);
}

function alteredText(
  text: string,
  path: string,
  entry: DataEntry,
  { series, instrument }: LoadedData,
  alteration: FutureAlteration,
): string | undefined {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const separator = [',', ';', '\t'].reduce((best, each) =>
    lines[0].split(each).length > lines[0].split(best).length ? each : best,
  );
  const first = lines[0].replace(/^\uFEFF/, '').split(separator);
  const headed = isHeader(first);
  const layout = headed
    ? layoutOf(first, path, { columns: entry.columns, timestamp: entry.timestamp })
    : plainLayout(first.length, path);
  const from = headed ? 1 : 0;
  // rows after `to` are not loaded; rows left out before it would put lines and rows out of step
  if (lines.length - from < series.length || text.includes('"')) return undefined;
  if (series.length > 1 && !ascends(lines, from, series, layout, separator, instrument)) return undefined;
  const kept = lines.slice(0, from + rowsUpTo(series, alteration.afterUs));
  if (alteration.kind === 'poison') {
    const other = poisoned(series, alteration, instrument.name);
    for (let row = kept.length - from; row < series.length; row++)
      kept.push(otherLine(lines[from + row], other, row, layout, separator, instrument));
  }
  return kept.join(ending) + ending;
}

/** The first line shows the first row and the last loaded line the last: its first price says so, the rounding to ticks aside. */
function ascends(
  lines: readonly string[],
  from: number,
  series: BarSeries,
  layout: Layout,
  separator: string,
  instrument: Instrument,
): boolean {
  const column = layout.quoted ? series.bidOpen : series.open;
  return [0, series.length - 1].every((row) => {
    const written = Number(lines[from + row].split(separator)[layout.prices[0]]);
    return Math.abs(written - priceOf(instrument, column[row])) <= priceOf(instrument, 1);
  });
}

const COLUMNS = {
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  bid_open: 'bidOpen',
  bid_high: 'bidHigh',
  bid_low: 'bidLow',
  bid_close: 'bidClose',
  ask_open: 'askOpen',
  ask_high: 'askHigh',
  ask_low: 'askLow',
  ask_close: 'askClose',
} as const;

function otherLine(
  line: string,
  series: BarSeries,
  row: number,
  layout: Layout,
  separator: string,
  instrument: Instrument,
): string {
  const fields = line.split(separator);
  layout.priceNames.forEach((name, k) => {
    const ticks = series[COLUMNS[name as keyof typeof COLUMNS]][row];
    fields[layout.prices[k]] = String(priceOf(instrument, ticks));
  });
  if (layout.volume >= 0 && fields[layout.volume].trim() !== '') fields[layout.volume] = String(series.volume[row]);
  return fields.join(separator);
}
