import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { Fault } from '../core/base/fault.ts';
import type { DataEntry } from './data-entry.ts';
import { conclaveHome } from '../config/conclave-home.ts';
import type { RecordSide } from './record/record-side.ts';

/** What stands beside each Parquet file of the catalogue, as JSON. Numbers that must be exact are strings. */
export interface SideFile {
  readonly instrument: string;
  readonly interval: string;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly currency: string;
  readonly multiplier: string;
  /** A calendar's name; `24/7` for a market that never closes. */
  readonly calendar: string;
  /** Bid and ask bars. */
  readonly quotes: boolean;
  readonly rows: number;
  /** Open of the first bar and close of the last, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  /** SHA-256 of each file that went in, in order. */
  readonly sources: readonly string[];
}

/** `home` is the folder of everything that outlives a run; default as the environment says. */
export function catalogueDir(home?: string): string {
  return join(home ?? conclaveHome(), 'catalogue');
}

/** Where the bars of an instrument lie, without the ending. A name such as BTC/USD is one folder. */
export function barsPath(instrument: string, interval: string, home?: string): string {
  return join(catalogueDir(home), encodeURIComponent(instrument), interval);
}

/** Bars, or what a venue told event by event. */
export type CatalogueEntry = SideFile | RecordSide;

export function isRecord(entry: CatalogueEntry): entry is RecordSide {
  return 'kind' in entry;
}

function isBars(entry: CatalogueEntry): entry is SideFile {
  return !isRecord(entry);
}

/** All bars of the catalogue, by instrument, then by interval. */
export async function listCatalogue(home?: string): Promise<SideFile[]> {
  return (await listEntries(home)).filter(isBars);
}

/** Everything in the catalogue, by instrument, then by interval; a market record has `record` as its interval. */
export async function listEntries(home?: string): Promise<CatalogueEntry[]> {
  const root = catalogueDir(home);
  const files = await readdir(root, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new Fault('world', `${root}: cannot be read (${error.code})`);
  });
  const sides = await Promise.all(
    files.filter((file) => file.endsWith('.json')).map((file) => readSide(join(root, file))),
  );
  const order = (side: CatalogueEntry) => `${side.instrument}\n${side.interval}`;
  return sides.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function readSide(path: string): Promise<CatalogueEntry> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as CatalogueEntry;
  } catch (error) {
    throw new Fault(
      'data',
      `${path}: expected the description of a catalogue entry (${(error as Error).message}); import it again`,
    );
  }
}

/** The bars of a name, `SPX`, or `SPX@1d` where an instrument is there with several intervals. */
export async function findInCatalogue(name: string, home?: string, interval?: string): Promise<SideFile> {
  const all = await listEntries(home);
  const bars = all.filter(isBars);
  const record = all.find((side) => isRecord(side) && nameOf(side, name));
  if (record !== undefined && !bars.some((side) => side.instrument === record.instrument))
    throw new Fault(
      'data',
      `catalogue: expected ${name} as bars, it is there as a market record (books, quotes, trades)`,
    );
  return oneOf(bars, name, home, interval);
}

/** What a name stands for, bars or a market record: `BTCUSDT`, or `BTCUSDT@record` where there are bars too. */
export async function findEntry(name: string, home?: string): Promise<CatalogueEntry> {
  return oneOf(await listEntries(home), name, home);
}

function nameOf(side: CatalogueEntry, name: string): boolean {
  return name === side.instrument || name === `${side.instrument}@${side.interval}`;
}

function oneOf<T extends CatalogueEntry>(
  all: readonly T[],
  name: string,
  home: string | undefined,
  interval?: string,
): T {
  const exact = all.filter((side) => side.instrument === name);
  const at = name.lastIndexOf('@');
  const [instrument, wanted] = exact.length > 0 || at < 0 ? [name, interval] : [name.slice(0, at), name.slice(at + 1)];
  const found = all.filter(
    (side) => side.instrument === instrument && (wanted === undefined || side.interval === wanted),
  );
  if (found.length === 1) return found[0];
  const names = [...new Set(all.map((side) => side.instrument))];
  const intervals = all.filter((side) => side.instrument === instrument).map((side) => side.interval);
  if (found.length > 1) {
    throw new Fault(
      'data',
      `catalogue: ${instrument} is there as ${intervals.join(', ')}: expected one, such as ${instrument}@${intervals[0]}`,
    );
  }
  if (intervals.length > 0) {
    throw new Fault('data', `catalogue: expected ${instrument} as ${wanted}, it is there as ${intervals.join(', ')}`);
  }
  const nearest = names.toSorted((a, b) => distance(a, instrument) - distance(b, instrument)).at(0);
  const hint =
    nearest === undefined
      ? 'it is empty'
      : distance(nearest, instrument) <= 3
        ? `did you mean ${nearest}?`
        : `it has ${names.join(', ')}`;
  throw new Fault('data', `catalogue: nothing named "${name}" in ${catalogueDir(home)}; ${hint}`);
}

/** An entry that names the catalogue, completed to one that names a file. What the entry says itself stands. */
export async function catalogued(entry: DataEntry, home: string | undefined, field: string): Promise<DataEntry> {
  for (const key of ['columns', 'timestamp', 'timezone'] as const) {
    if (entry[key] !== undefined)
      throw new Fault('config', `${field}.${key}: expected nothing, the catalogue knows how its own files are written`);
  }
  const side = await findInCatalogue(entry.catalogue ?? '', home, entry.interval);
  const { tickSize, lotSize, currency, multiplier, calendar, interval } = side;
  const own = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
  return {
    instrument: entry.instrument,
    tickSize,
    lotSize,
    currency,
    multiplier,
    calendar,
    ...own,
    interval,
    path: `${barsPath(side.instrument, side.interval, home)}.parquet`,
  };
}
