import { must } from '../../core/base/assert.ts';
import { parseDecimal } from '../../core/base/decimal.ts';
import { Fault } from '../../core/base/fault.ts';
import { DAY_US, type Us } from '../../core/base/time.ts';
import type { Calendar } from '../../core/market/calendar.ts';
import { calendarOf } from '../../core/market/calendars.ts';
import { parseInterval } from '../../core/market/interval.ts';
import { type Instrument, makeInstrument } from '../../core/model/instrument.ts';
import { type RunRecord, runRecordOf } from '../../backtest/run-record.ts';
import { type LoadedData, loadData } from '../../catalogue/load.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import type { ReadLiveFile } from '../../config/read-run-file.ts';
import type { VenueMarket } from '../venue/spec.ts';

type Entry = ReadLiveFile['file']['data'][number];

/** One instrument of the session: what it is, and how its market comes. */
export interface Market {
  readonly entry: Entry;
  readonly instrument: Instrument;
  readonly calendar: Calendar;
  /** What fills its orders. */
  readonly fills: VenueMarket;
  readonly interval: string;
  /** Of its bars; undefined for a recorded market, which has none. */
  readonly intervalUs: Us | undefined;
  readonly resampleUs: readonly Us[];
}

/** All that a session trades, in the order of names, which gives the instruments their indices. */
export interface Markets {
  readonly markets: readonly Market[];
  /** What is replayed: bars, and recorded markets of other instruments. Nothing where the market is made up, or comes from elsewhere. */
  readonly data: readonly LoadedData[];
  readonly records: readonly RunRecord[];
  /** When the replayed markets begin; undefined where nothing is replayed. */
  readonly firstUs: Us | undefined;
}

export async function loadMarkets({ file, baseDir }: ReadLiveFile): Promise<Markets> {
  const entries = file.data
    .map((entry, place) => ({ entry, field: `data[${place}]` }))
    .sort((a, b) => (a.entry.instrument < b.entry.instrument ? -1 : 1));
  const { feed } = file.live;
  if (feed.source !== 'replay') {
    const markets = entries.map(({ entry }, index) => madeMarket(entry, index));
    return { markets, data: [], records: [], firstUs: undefined };
  }
  const [markets, data, records]: [Market[], LoadedData[], RunRecord[]] = [[], [], []];
  const home = conclaveHome();
  for (const [index, { entry: written, field }] of entries.entries()) {
    const record = await runRecordOf(written, { index, home, field });
    if (record !== undefined) {
      requireNoPath(feed.path, written, field);
      records.push(record);
      markets.push(recordedMarket(written, record));
      continue;
    }
    const entry = replayedEntry(written, feed.path, entries.length);
    const loaded = await loadData(entry, { baseDir, home, index, field });
    data.push(loaded);
    markets.push(loadedMarket(entry, loaded));
  }
  const begins = [
    ...data.filter(({ series }) => series.length > 0).map(({ series }) => series.openUs[0]),
    ...records.map(({ side }) => Date.parse(side.from) * 1_000),
  ];
  return { markets, data, records, firstUs: begins.length === 0 ? undefined : Math.min(...begins) };
}

/** `replay:PATH` stands for the file of the only instrument. */
function replayedEntry(entry: Entry, path: string | undefined, count: number): Entry {
  if (path === undefined) return entry;
  if (count !== 1)
    throw new Fault('config', `live.feed: expected one instrument with replay:PATH, were ${count}; give each its path`);
  return { ...entry, path, catalogue: undefined };
}

function requireNoPath(path: string | undefined, { catalogue }: Entry, field: string): void {
  if (path === undefined) return;
  throw new Fault(
    'config',
    `live.feed: expected replay or replay@SPEED, was replay:${path}; ${field} is the recorded market ${catalogue} of the catalogue`,
  );
}

function loadedMarket(entry: Entry, { instrument, calendar, interval, intervalUs, resampleUs }: LoadedData): Market {
  const longer = resampleUs.toSorted((a, b) => a - b);
  return { entry, instrument, calendar, fills: 'bars', interval, intervalUs, resampleUs: longer };
}

function recordedMarket(entry: Entry, { instrument, side }: RunRecord): Market {
  const calendar = calendarOf(side.calendar);
  const { interval } = side;
  return { entry, instrument, calendar, fills: 'books', interval, intervalUs: undefined, resampleUs: [] };
}

function madeMarket(entry: Entry, index: number): Market {
  const { interval, tickSize, lotSize } = entry;
  const exact = (text: string | number, key: string) =>
    must(parseDecimal(String(text)), `the schema has checked data.${key}`);
  if (interval === undefined || tickSize === undefined || lotSize === undefined)
    throw new Fault(
      'config',
      `data.${entry.instrument}: expected interval, tickSize and lotSize where no data is loaded`,
    );
  const intervalUs = parseInterval(interval, 'interval');
  if (intervalUs > DAY_US)
    throw new Fault('config', `data.${entry.instrument}.interval: expected at most 1d, was ${interval}`);
  return {
    entry,
    instrument: makeInstrument(
      {
        name: entry.instrument,
        currency: entry.currency ?? 'USD',
        tickSize: exact(tickSize, 'tickSize'),
        lotSize: exact(lotSize, 'lotSize'),
        multiplier: entry.multiplier === undefined ? undefined : exact(entry.multiplier, 'multiplier'),
      },
      index,
    ),
    calendar: calendarOf(entry.calendar),
    fills: 'bars',
    interval,
    intervalUs,
    resampleUs: (entry.resample ?? []).map((each) => parseInterval(each, 'resample')).sort((a, b) => a - b),
  };
}
