import { Fault } from '../core/base/fault.ts';
import { parseDecimal } from '../core/base/decimal.ts';
import { must } from '../core/base/assert.ts';
import { formatTime, type Us } from '../core/base/time.ts';
import { calendarOf } from '../core/market/calendars.ts';
import type { DepthFaults } from '../core/matching/depth/depth-venue.ts';
import { type Instrument, makeInstrument } from '../core/model/instrument.ts';
import type { DataEntry } from '../catalogue/data-entry.ts';
import { parseMoment } from '../catalogue/moment.ts';
import { recordPath } from '../catalogue/record/open-record.ts';
import { problemLines, type RecordProblems } from '../catalogue/record/record-problems.ts';
import type { RecordSide } from '../catalogue/record/record-side.ts';
import { StoredRecord } from '../catalogue/record/stored-record.ts';
import { findEntry, isRecord } from '../catalogue/side-file.ts';

/** A recorded market that a run file names: what is needed to open it, as often as there are runs. Plain, so that it may go to a worker. */
export interface RunRecord {
  readonly instrument: Instrument;
  readonly path: string;
  readonly side: RecordSide;
  /** Results start after this moment; what comes before only warms up. */
  readonly fromUs: Us | undefined;
  /** The last moment that still belongs to it. */
  readonly toUs: Us | undefined;
  readonly warnings: readonly string[];
}

export interface RunRecordOptions {
  /** The instrument's place in the run's list. */
  readonly index: number;
  readonly home: string;
  /** Where the entry stands, for messages: `data[0]`. */
  readonly field: string;
}

/** What says how bars are read has no meaning for a recorded market, and what it is made of is known. */
const FOREIGN = [
  'columns',
  'timestamp',
  'timezone',
  'rounding',
  'calendar',
  'resample',
  'tickSize',
  'lotSize',
  'currency',
  'multiplier',
  'adjust',
  'actions',
] as const;

/** The recorded market that an entry names; undefined where it names bars. */
export async function runRecordOf(entry: DataEntry, options: RunRecordOptions): Promise<RunRecord | undefined> {
  const { field, home, index } = options;
  if (entry.catalogue === undefined || entry.interval !== undefined) return undefined;
  const side = await findEntry(entry.catalogue, home);
  if (!isRecord(side)) return undefined;
  for (const key of FOREIGN) {
    if (entry[key] === undefined) continue;
    throw new Fault(
      'config',
      `${field}.${key}: expected nothing, ${entry.catalogue} is a recorded market and brings its own`,
    );
  }
  const calendar = calendarOf(side.calendar);
  const moment = (key: 'from' | 'to', edge: 'start' | 'end') => {
    const text = entry[key];
    return text === undefined ? undefined : parseMoment(text, `${field}.${key}`, calendar.zone, edge);
  };
  const record = {
    instrument: makeInstrument(
      {
        name: entry.instrument,
        currency: side.currency,
        tickSize: exact(side.tickSize),
        lotSize: exact(side.lotSize),
        multiplier: exact(side.multiplier),
      },
      index,
    ),
    path: recordPath(side, home),
    side,
    fromUs: moment('from', 'start'),
    toUs: moment('to', 'end'),
    warnings: problemLines(side.problems).map((line) => `${entry.instrument}: ${line}`),
  };
  return record;
}

/** The part of it in a window; a Fault where there is nothing in it. */
export function recordWithin(record: RunRecord, fromUs: Us | undefined, toUs: Us | undefined): RunRecord {
  const since = fromUs === undefined ? record.fromUs : Math.max(fromUs, record.fromUs ?? fromUs);
  const until = toUs === undefined ? record.toUs : Math.min(toUs, record.toUs ?? toUs);
  if (since !== undefined && until !== undefined && since >= until) {
    throw new Fault(
      'data',
      `${record.instrument.name}: expected events between ${formatTime(since)} and ${formatTime(until)}`,
    );
  }
  return { ...record, fromUs: since, toUs: until };
}

/** Ready to be stepped through; gaps and impossible times are added to `problems` as they come. The caller closes it. */
export function openRunRecord({ path, side, instrument }: RunRecord, problems?: RecordProblems): Promise<StoredRecord> {
  return StoredRecord.open(path, side, { instrument: instrument.name, index: instrument.index, problems });
}

/** What a run is warned of: a book that ends at a gap would otherwise seem to be a market in which nobody trades. */
export function recordWarnings({ instrument }: RunRecord, problems: RecordProblems): string[] {
  return problemLines(problems).map((line) => `${instrument.name}: ${line}`);
}

/** What the venue could not believe of the books, of all records together. */
export function faultWarnings({ crossed, levels, trades, forgotten }: DepthFaults): string[] {
  return [
    [crossed, 'events left a book crossed: nothing was taken from it while it was'],
    [levels, 'levels and quotes had a price or a size that is none, and were left out'],
    [trades, 'trades had a price or a size that is none, and were left out'],
    [forgotten, 'levels were forgotten: a side of a book had more than is kept'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`recorded markets: ${count} ${what}`]));
}

function exact(text: string) {
  return must(parseDecimal(text), 'the side file of a record has decimals');
}
