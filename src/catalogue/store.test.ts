import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calendarOf } from '../core/market/calendars.ts';
import { type BarSeries, collect } from '../core/market/series.ts';
import { syntheticSource } from '../core/market/synthetic.ts';
import { makeInstrument } from '../core/model/instrument.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { connectDuckDb, literal } from './duckdb.ts';
import type { DataEntry } from './data-entry.ts';
import { loadData } from './load.ts';
import { conclaveHome } from '../config/conclave-home.ts';
import { catalogueDir, listCatalogue } from './side-file.ts';
import { entryOf, exportData, importData, saveBars, showData } from './store.ts';

const { folder, put } = temporaryFolder();
const HEADER = 'date,open,high,low,close,volume\n';
const row = (day: number, close = 11) => `2024-07-${String(day).padStart(2, '0')},10,12,9,${close},100\n`;

let homes = 0;
function freshHome(): { baseDir: string; home: string } {
  homes += 1;
  return { baseDir: folder, home: join(folder, `home-${homes}`) };
}

function entry(content: string, more: Partial<DataEntry> = {}): DataEntry {
  put('a.csv', HEADER + content);
  return { instrument: 'BTC/USD', path: 'a.csv', interval: '1d', tickSize: '0.01', lotSize: '0.001', ...more };
}

function columns(series: BarSeries): number[][] {
  const { openUs, tsUs, open, high, low, close, volume, bidOpen, askClose } = series;
  return [openUs, tsUs, open, high, low, close, volume, bidOpen, askClose].map((column) => [
    ...column.subarray(0, series.length),
  ]);
}

describe('the catalogue', () => {
  it('gives back what was imported, with its terms', async () => {
    const options = freshHome();
    const given = entry(row(1) + row(2, 11.37) + row(3), { currency: 'EUR', multiplier: 5 });
    const { side, added, report } = await importData(given, options);
    expect(added).toBe(3);
    expect(side).toEqual({
      instrument: 'BTC/USD',
      interval: '1d',
      tickSize: '0.01',
      lotSize: '0.001',
      currency: 'EUR',
      multiplier: '5',
      calendar: '24/7',
      quotes: false,
      rows: 3,
      from: '2024-07-01T00:00:00Z',
      to: '2024-07-04T00:00:00Z',
      sources: [report.sha256],
    });
    expect(await showData('BTC/USD', options.home)).toEqual(side);
    const loaded = await loadData({ instrument: 'BTC', catalogue: 'BTC/USD' }, options);
    expect(columns(loaded.series)).toEqual(columns((await loadData(given, options)).series));
    expect(loaded.instrument).toMatchObject({
      name: 'BTC',
      currency: 'EUR',
      tickSize: { units: 1n, scale: 2 },
      multiplier: { units: 5n, scale: 0 },
    });
    expect(readdirSync(catalogueDir(options.home), { recursive: true }).sort()).toEqual([
      'BTC%2FUSD',
      'BTC%2FUSD/1d.json',
      'BTC%2FUSD/1d.parquet',
    ]);
  });

  it('keeps sessions, half days, quotes and missing volumes through Parquet and CSV', async () => {
    const options = freshHome();
    const instrument = makeInstrument(
      { name: 'SYN', currency: 'USD', tickSize: { units: 25n, scale: 3 }, lotSize: { units: 1n, scale: 0 } },
      0,
    );
    for (const interval of ['1h', '1d']) {
      const calendar = calendarOf('XNYS');
      const startUs = Date.UTC(2024, 10, 20) * 1000;
      const trades = collect(
        syntheticSource({ instrument, interval, bars: 600, seed: 1, startUs, calendar, price: 5000 }),
      );
      const quotes = collect(
        syntheticSource({ instrument, interval, bars: 600, seed: 1, startUs, calendar, price: 5000, volume: 0 }),
      );
      quotes.quoted = true;
      for (const [side, away] of [
        ['bid', -1],
        ['ask', 2],
      ] as const) {
        for (const part of ['Open', 'High', 'Low', 'Close'] as const) {
          quotes[`${side}${part}`] = quotes[part.toLowerCase() as 'open'].map((ticks) => ticks + away);
        }
      }
      for (const part of ['open', 'high', 'low', 'close'] as const)
        quotes[part] = quotes[part].map((ticks) => ticks + 0.5);
      for (const series of [trades, quotes]) {
        await saveBars({ instrument, calendar: 'XNYS', interval, series, sources: [] }, { ...options, replace: true });
        const back = await loadData({ instrument: 'SYN', catalogue: `SYN@${interval}` }, options);
        expect(columns(back.series)).toEqual(columns(series));
        const file = join(folder, 'out.csv');
        await exportData(`SYN@${interval}`, file, 'csv', options.home);
        const csv = await loadData(
          { instrument: 'SYN', path: file, interval, tickSize: '0.025', lotSize: 1, calendar: 'XNYS' },
          options,
        );
        expect(columns(csv.series)).toEqual(columns(series));
      }
    }
  });

  it('keeps days that pass by the clock of a zone', async () => {
    const options = freshHome();
    put('fx.csv', 'timestamp,open,high,low,close\n2024-03-09T22:00:00Z,1,1,1,1\n2024-03-10T21:00:00Z,1,1,1,1\n');
    const given = {
      instrument: 'FX',
      path: 'fx.csv',
      interval: '1d',
      tickSize: 1,
      lotSize: 1,
      timezone: 'America/New_York',
    };
    const { side } = await importData(given, options);
    expect(columns((await loadData(entryOf(side), options)).series)).toEqual(
      columns((await loadData(given, options)).series),
    );
  });

  it('merges what is new, takes the same again, and refuses what contradicts', async () => {
    const options = freshHome();
    await importData(entry(row(1) + row(2) + row(5)), options);
    const { side, added } = await importData(entry(row(2) + row(3) + row(6)), options);
    expect([added, side.rows, side.sources.length]).toEqual([2, 5, 2]);
    expect((await importData(entry(row(3)), options)).added).toBe(0);
    const before = await loadData(entryOf(side), options);
    await expect(importData(entry(row(3, 11.5)), options)).rejects.toThrow(
      'catalogue: BTC/USD: bar of 2024-07-03T00:00:00Z: expected close 11 as it is there, was 11.5; replace all of it, or import it under another name',
    );
    await expect(importData(entry(row(7), { tickSize: '0.5' }), options)).rejects.toThrow(
      'expected the tickSize of what is there (0.01), was 0.5',
    );
    expect(columns((await loadData(entryOf(side), options)).series)).toEqual(columns(before.series));
    expect((await importData(entry(row(3, 11.5)), { ...options, replace: true })).side.rows).toBe(1);
  });

  it('finds a name, one of several intervals, and says what it has instead', async () => {
    const options = freshHome();
    expect(await listCatalogue(options.home)).toEqual([]);
    await expect(showData('SPX', options.home)).rejects.toThrow(/nothing named "SPX" in .*; it is empty/);
    await importData(entry(row(1), { instrument: 'SPX' }), options);
    await importData(entry(row(1), { instrument: 'SPX', interval: '1w' }), options);
    await importData(entry(row(1), { instrument: 'E@X' }), options);
    expect((await listCatalogue(options.home)).map((side) => `${side.instrument} ${side.interval}`)).toEqual([
      'E@X 1d',
      'SPX 1d',
      'SPX 1w',
    ]);
    await expect(showData('SPX', options.home)).rejects.toThrow('SPX is there as 1d, 1w: expected one, such as SPX@1d');
    await expect(showData('SPX@5m', options.home)).rejects.toThrow('expected SPX as 5m, it is there as 1d, 1w');
    await expect(showData('SPY', options.home)).rejects.toThrow('did you mean SPX?');
    expect((await showData('SPX@1w', options.home)).interval).toBe('1w');
    expect((await showData('E@X', options.home)).interval).toBe('1d');
    expect((await loadData({ instrument: 'A', catalogue: 'SPX', interval: '1w' }, options)).interval).toBe('1w');
    await expect(
      loadData({ instrument: 'A', catalogue: 'SPX', interval: '1d', timezone: 'UTC' }, options),
    ).rejects.toThrow('data.timezone: expected nothing, the catalogue knows how its own files are written');
  });

  it('leaves nothing half written', async () => {
    const options = freshHome();
    put('taken', 'a file where a folder should be');
    const fault = importData(entry(row(1)), { ...options, home: join(folder, 'taken') });
    await expect(fault).rejects.toMatchObject({ kind: 'world' });
    await importData(entry(row(1)), options);
    await expect(exportData('BTC/USD', join(folder, 'taken', 'x.csv'), 'csv', options.home)).rejects.toMatchObject({
      kind: 'world',
    });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const out = join(folder, 'x.parquet');
    expect(await exportData('BTC/USD', out, 'parquet', options.home)).toEqual({ rows: 1, kind: 'bars' });
    expect(existsSync(out) && readFileSync(out).subarray(0, 4).toString()).toBe('PAR1');
  });

  it('says so when a description is damaged', async () => {
    const options = freshHome();
    await importData(entry(row(1), { instrument: 'SPX' }), options);
    writeFileSync(join(catalogueDir(options.home), 'SPX', '1d.json'), '{ broken');
    await expect(listCatalogue(options.home)).rejects.toThrow('expected the description of a catalogue entry');
  });

  it('lives under $CONCLAVE_HOME', () => {
    const before = process.env.CONCLAVE_HOME;
    process.env.CONCLAVE_HOME = '/srv/conclave';
    expect(catalogueDir()).toBe('/srv/conclave/catalogue');
    delete process.env.CONCLAVE_HOME;
    expect(conclaveHome()).toMatch(/\.conclave$/);
    if (before !== undefined) process.env.CONCLAVE_HOME = before;
  });
});

async function parquet(select: string): Promise<string> {
  const path = join(folder, 'x.parquet');
  const connection = await connectDuckDb();
  await connection.run(`COPY (${select}) TO ${literal(path)} (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

async function first(select: string, more: Partial<DataEntry> = {}): Promise<number[]> {
  const path = await parquet(select);
  const { series } = await loadData(
    { instrument: 'A', path, interval: '1h', tickSize: '0.01', lotSize: 1, ...more },
    { baseDir: folder },
  );
  return [series.openUs[0] / 1e6, series.open[0], series.close[0], series.volume[0]];
}

describe('a Parquet file from elsewhere', () => {
  const PRICES = '1.1 AS open, 1.3 AS high, 1.0 AS low, 1.25::DOUBLE AS "Close", 7 AS volume';

  it.each([
    ["TIMESTAMP '2024-07-01 12:00:00' AS ts", {}, 1719835200],
    ["TIMESTAMP '2024-07-01 12:00:00' AS ts", { timezone: 'America/New_York' }, 1719849600],
    ["TIMESTAMP_NS '2024-07-01 12:00:00' AS ts", {}, 1719835200],
    ["DATE '2024-07-01' AS date", { interval: '1d' }, 1719792000],
    ["'2024-07-01T12:00:00Z' AS time", {}, 1719835200],
    ['1719835200000 AS open_time', {}, 1719835200],
    ['1719835200000000000 AS t', {}, 1719835200],
    ['make_timestamptz(1719835200000000) AS t', { timezone: 'America/New_York' }, 1719835200],
  ])('may stamp its rows with %s %j', async (stamp, more, seconds) => {
    expect(await first(`SELECT ${stamp}, ${PRICES}`, more)).toEqual([seconds, 110, 125, 7]);
  });

  it('is refused like any other where it makes no sense', async () => {
    const stamp = "TIMESTAMP '2024-07-01 12:00:00' AS ts";
    await expect(first(`SELECT ${stamp}, ${PRICES} WHERE false`)).rejects.toThrow('expected rows, there are none');
    await expect(first(`SELECT ${stamp}, 1 AS open`)).rejects.toThrow('no column for high in the header ts, open');
    await expect(first(`SELECT NULL::TIMESTAMP AS ts, ${PRICES}`)).rejects.toThrow(
      'row 1: timestamp: expected a time, was NULL',
    );
    await expect(first(`SELECT ${stamp}, ${PRICES.replace('1.1', 'NULL')}`)).rejects.toThrow(
      'row 1: open: expected a price, was NaN',
    );
    await expect(first(`SELECT ${stamp}, ${PRICES.replace('1.1', '1.1011')}`)).rejects.toThrow(
      'row 1: open: expected a multiple of the tick 0.01, was 1.1011',
    );
    await expect(first(`SELECT ${stamp}, ${PRICES.replace('1.1', "'abc'")}`)).rejects.toThrow(
      'expected a Parquet file, DuckDB says:',
    );
  });
});
