import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { formatTime } from '../core/base/time.ts';
import { type Decimal, formatDecimal } from '../core/base/decimal.ts';
import type { BarSeries } from '../core/market/series.ts';
import { type Instrument, priceOf } from '../core/model/instrument.ts';
import type { DataEntry } from './data-entry.ts';
import { writeCsv } from './csv-write.ts';
import { type LoadOptions, type LoadReport, loadData } from './load.ts';
import { mergeSeries } from './merge-series.ts';
import { writeParquet } from './parquet-write.ts';
import { exportRecord } from './record/export-record.ts';
import { recordPath } from './record/open-record.ts';
import { barsPath, type CatalogueEntry, findEntry, isRecord, listCatalogue, type SideFile } from './side-file.ts';
import { writeBeside } from './write-beside.ts';

export interface ImportOptions extends LoadOptions {
  /** Put the new rows in the place of what was there, instead of beside it. */
  readonly replace?: boolean;
}

export interface Imported {
  readonly side: SideFile;
  readonly added: number;
  readonly report: LoadReport;
}

/** A file into the catalogue. Rows that are there already may come again if they say the same. */
export async function importData(entry: DataEntry, options: ImportOptions): Promise<Imported> {
  const { instrument, calendar, interval, series, report } = await loadData(entry, options);
  const bars: StoredBars = { instrument, calendar: calendar.name, interval, series, sources: [report.sha256] };
  const { side, added } = await saveBars(bars, options);
  return { side, added, report };
}

export interface StoredBars {
  readonly instrument: Instrument;
  /** A calendar's name. */
  readonly calendar: string;
  readonly interval: string;
  readonly series: BarSeries;
  readonly sources: readonly string[];
}

/** Bars into the catalogue, merged with what is there under the same instrument and interval. */
export async function saveBars(
  given: StoredBars,
  options: Pick<ImportOptions, 'home' | 'replace'> = {},
): Promise<{ side: SideFile; added: number }> {
  const { instrument, interval } = given;
  if (given.series.length === 0)
    throw new Fault('data', `catalogue: expected bars of ${instrument.name}, there are none`);
  const path = barsPath(instrument.name, interval, options.home);
  const there = (await listCatalogue(options.home)).find(
    (side) => side.instrument === instrument.name && side.interval === interval,
  );
  let { series, sources } = given;
  let added = series.length;
  if (there !== undefined && options.replace !== true) {
    sameTerms(there, sideOf(given));
    const old = await loadData(
      { instrument: instrument.name, catalogue: instrument.name, interval },
      { baseDir: '.', home: options.home },
    );
    series = mergeSeries(old.series, series, (ticks) => priceOf(instrument, ticks), instrument.name);
    added = series.length - old.series.length;
    sources = [...new Set([...there.sources, ...sources])];
  }
  const side = sideOf({ ...given, series, sources });
  await writeBeside(`${path}.parquet`, (temporary) => writeParquet(temporary, instrument, series));
  await writeBeside(`${path}.json`, (temporary) => writeFile(temporary, `${JSON.stringify(side, null, 2)}\n`));
  return { side, added };
}

/** Everything the catalogue knows of a name (`SPX` or `SPX@1d`). */
export async function showData(name: string, home?: string): Promise<CatalogueEntry> {
  return findEntry(name, home);
}

/** A data entry for something in the catalogue, to load or to check. */
export function entryOf(side: SideFile): DataEntry {
  return { instrument: side.instrument, catalogue: side.instrument, interval: side.interval };
}

/** Writes what the catalogue has under a name to a file, `csv` with prices as exact decimals, or `parquet`. */
export async function exportData(
  name: string,
  file: string,
  format: 'csv' | 'parquet',
  home?: string,
): Promise<{ rows: number; kind: 'bars' | 'market-record' }> {
  const side = await findEntry(name, home);
  if (isRecord(side)) {
    await writeBeside(resolve(file), (temporary) => exportRecord(recordPath(side, home), side, temporary, format));
    return { rows: side.rows, kind: side.kind };
  }
  const { instrument, series } = await loadData(entryOf(side), { baseDir: '.', home });
  await writeBeside(resolve(file), (temporary) =>
    format === 'csv' ? writeCsv(temporary, instrument, series) : writeParquet(temporary, instrument, series),
  );
  return { rows: series.length, kind: 'bars' };
}

function sideOf({ instrument, calendar, interval, series, sources }: StoredBars): SideFile {
  return {
    instrument: instrument.name,
    interval,
    tickSize: decimalText(instrument.tickSize),
    lotSize: decimalText(instrument.lotSize),
    currency: instrument.currency,
    multiplier: decimalText(instrument.multiplier),
    calendar,
    quotes: series.quoted,
    rows: series.length,
    from: formatTime(series.openUs[0]),
    to: formatTime(series.tsUs[series.length - 1]),
    sources,
  };
}

function decimalText({ units, scale }: Decimal): string {
  return formatDecimal(units, scale);
}

/** What must not differ between two imports of one instrument. */
function sameTerms(there: SideFile, given: SideFile): void {
  for (const key of ['tickSize', 'lotSize', 'currency', 'multiplier', 'calendar', 'quotes'] as const) {
    if (there[key] === given[key]) continue;
    const what = `expected the ${key} of what is there (${there[key]}), was ${given[key]}`;
    throw new Fault(
      'data',
      `catalogue: ${there.instrument}@${there.interval}: ${what}; replace it, or import it under another name`,
    );
  }
}
