import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { formatTime } from '../core/base/time.ts';
import { priceOf } from '../core/model/instrument.ts';
import { marketData } from '../../test/market-data.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import type { DataEntry } from './data-entry.ts';
import { checkData, loadData } from './load.ts';

const { folder, put } = temporaryFolder();
const options = { baseDir: folder };
const SPX: DataEntry = {
  instrument: 'SPX',
  path: 'package:vega-datasets/data/sp500-2000.csv',
  interval: '1d',
  tickSize: 0.01,
  lotSize: 1,
  rounding: 'nearest',
  calendar: 'XNYS',
};

function entry(name: string, content: string | Uint8Array, more: Partial<DataEntry> = {}): DataEntry {
  put(name, content);
  return { instrument: 'A', path: name, interval: '1d', tickSize: '0.01', lotSize: 1, ...more };
}

/** Opens, closes and prices of a loaded entry, as texts. */
async function rowsOf(given: DataEntry): Promise<string[]> {
  const { series, instrument } = await loadData(given, options);
  return Array.from({ length: series.length }, (_, i) => {
    const prices = [series.open[i], series.high[i], series.low[i], series.close[i]].map((ticks) =>
      priceOf(instrument, ticks),
    );
    return `${formatTime(series.openUs[i])} ${formatTime(series.tsUs[i])} ${prices.join(' ')} ${series.volume[i]}`;
  });
}

describe('the S&P 500 of the quick start', () => {
  it('loads as 5,105 sessions on the tick, without a gap', async () => {
    const { series, report, instrument, calendar, fromUs } = await loadData(SPX, options);
    expect(series.length).toBe(5105);
    expect(report.rows).toBe(5105);
    expect(report.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.warnings.join()).not.toContain('gap');
    expect([calendar.name, fromUs]).toEqual(['XNYS', undefined]);
    expect(formatTime(series.openUs[0])).toBe('2000-01-03T14:30:00Z');
    expect(formatTime(series.tsUs[0])).toBe('2000-01-03T21:00:00Z');
    // 1438.359985 and 1455.219971, rounded
    expect([series.low[0], series.close[0]].map((ticks) => priceOf(instrument, ticks))).toEqual([1438.36, 1455.22]);
    expect(series.volume[0]).toBe(931_800_000);
    expect((await checkData(SPX, options)).bars).toMatchObject({ gaps: 0, duplicates: 0 });
  });

  it('is refused without rounding, naming the first price off the tick', async () => {
    await expect(loadData({ ...SPX, rounding: 'exact' }, options)).rejects.toThrow(
      /sp500-2000\.csv: row 1: low: expected a multiple of the tick 0\.01, was 1438\.359985 \(rounding: nearest would round it\); [\d,]+ prices off the tick in all/,
    );
  });

  it('ends at `to` and keeps what comes before `from` to warm up', async () => {
    const { series, fromUs } = await loadData({ ...SPX, from: '2001-01-01', to: '2001-12-31' }, options);
    expect(formatTime(fromUs!)).toBe('2001-01-01T05:00:00Z');
    expect(formatTime(series.openUs[0])).toBe('2000-01-03T14:30:00Z');
    expect(formatTime(series.tsUs[series.length - 1])).toBe('2001-12-31T21:00:00Z');
  });
});

describe('a CSV file', () => {
  const expected = [
    '2024-07-01T00:00:00Z 2024-07-02T00:00:00Z 10 12 9 11.5 100',
    '2024-07-02T00:00:00Z 2024-07-03T00:00:00Z 11 13 10 12.25 NaN',
  ];

  it.each([
    [
      'with commas',
      'Date,Open,High,Low,Close,Adj Close,Volume\n2024-07-01,10,12,9,11.5,5,100\n2024-07-02,11,13,10,12.25,6,\n',
    ],
    [
      'with semicolons, a byte order mark and CRLF',
      '\uFEFFDate;Open;High;Low;Close;Vol.\r\n2024-07-01;10;12;9;11.5;100\r\n2024-07-02;11;13;10;12.25;\r\n',
    ],
    [
      'with tabs and spaces',
      'time\topen\thigh\tlow\tclose\tvolume\n 2024-07-01 \t 10\t12 \t9\t11.5\t100\n2024-07-02\t11\t13\t10\t12.25\tNaN\n',
    ],
    [
      'in quotes',
      '"date","open","high","low","close","volume"\n"Jul 1, 2024","10","12","9","11.50","100"\n"Jul 2, 2024","11","13","10","12.25",""\n',
    ],
    ['without a header', '20240701,10,12,9,11.5,100\n20240702,11,13,10,12.25,\n'],
    [
      'of candles with both ends',
      'open_time,open,high,low,close,volume,close_time\n1719792000000,10,12,9,11.5,100,1719878399999\n1719878400000,11,13,10,12.25,,1719964799999\n',
    ],
    [
      'with blank lines at its end',
      'date,open,high,low,close,volume\n2024-07-01,10,12,9,11.5,100\n2024-07-02,11,13,10,12.25,\n\n\n',
    ],
  ])('%s', async (_, content) => {
    expect(await rowsOf(entry('a.csv', content))).toEqual(expected);
    expect(await rowsOf(entry('a.csv.gz', gzipSync(content)))).toEqual(expected);
  });

  it('with a date and a time of day beside it', async () => {
    const content = 'Date,Time,Open,High,Low,Close\n2024-07-01,09:30,10,12,9,11\n2024-07-01,09:31,10,12,9,11\n';
    expect(await rowsOf(entry('a.csv', content, { interval: '1m', timezone: 'America/New_York' }))).toEqual([
      '2024-07-01T13:30:00Z 2024-07-01T13:31:00Z 10 12 9 11 NaN',
      '2024-07-01T13:31:00Z 2024-07-01T13:32:00Z 10 12 9 11 NaN',
    ]);
  });

  it('stamped with the close', async () => {
    const content = 'timestamp,open,high,low,close\n2024-07-01T13:31:00Z,10,12,9,11\n';
    expect(await rowsOf(entry('a.csv', content, { interval: '1m', timestamp: 'close' }))).toEqual([
      '2024-07-01T13:30:00Z 2024-07-01T13:31:00Z 10 12 9 11 NaN',
    ]);
  });

  it('with columns of its own names', async () => {
    const content = 'when,px_o,px_h,px_l,px_c,close\n2024-07-01,10,12,9,11,77\n';
    const columns = { timestamp: 'When', open: 'px_o', high: 'px_h', low: 'px_l', close: 'px_c' };
    expect(await rowsOf(entry('a.csv', content, { columns }))).toEqual([
      '2024-07-01T00:00:00Z 2024-07-02T00:00:00Z 10 12 9 11 NaN',
    ]);
  });

  it('of quote bars gives the middle and keeps both sides', async () => {
    const content =
      'timestamp,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close\n2024-07-01T00:00:00Z,1.00,1.10,0.90,1.05,1.01,1.12,0.92,1.06\n';
    const { series } = await loadData(entry('q.csv', content, { interval: '1h' }), options);
    expect(series.quoted).toBe(true);
    expect([series.open[0], series.high[0], series.low[0], series.close[0]]).toEqual([100.5, 111, 91, 105.5]);
    expect([series.bidClose[0], series.askClose[0], series.bidLow[0], series.askHigh[0]]).toEqual([105, 106, 90, 112]);
    await expect(
      loadData(
        entry('q.csv', content.replace('1.05,1.01', '1.05,1.09').replace('1.00,1.10', '1.10,1.10'), { interval: '1h' }),
        options,
      ),
    ).rejects.toThrow('row 1: the bid is above the ask');
    await expect(
      loadData(entry('q.csv', content.replace('0.92', '1.03'), { interval: '1h' }), options),
    ).rejects.toThrow('expected ask low <= open, close <= high');
    const trades = entry('t.csv', 'date,open,high,low,close\n2024-07-01,1,1,1,1\n');
    await expect(loadData(trades, { ...options, quotesWanted: true })).rejects.toThrow('no column for bid_open');
  });

  it('warns of what is no reason to refuse', async () => {
    const prices = [10, 10.1, 9.9, 10.05, 10, 15, 10, 10.1, 10];
    const rows = prices
      .map((price, i) => `2024-07-0${i + 1},${price},${price},${price},${price},${i === 2 ? '' : 5}\n`)
      .toSpliced(3, 1);
    const { report } = await loadData(entry('a.csv', `date,open,high,low,close,volume\n${rows.join('')}`), options);
    expect(report.warnings).toEqual([
      'A: row 3: the volume is missing',
      'A: row 4: 1 bar is missing between 2024-07-04T00:00:00Z and 2024-07-05T00:00:00Z',
      'A: row 5: close 15 is far from its neighbours',
    ]);
  });

  it('may have bars outside the sessions, and says so', async () => {
    const content =
      'timestamp,open,high,low,close,volume\n2024-07-01T12:00:00Z,10,12,9,11,1\n2024-07-01T13:30:00Z,10,12,9,11,1\n2024-07-01T14:00:00Z,10,12,9,11,1\n2024-07-02T13:30:00Z,10,12,9,11,1\n';
    const { report } = await loadData(entry('a.csv', content, { interval: '30m', calendar: 'XNYS' }), options);
    expect(report.warnings).toEqual([
      'A: row 1: 2024-07-01T12:00:00Z is outside the sessions of XNYS',
      'A: row 4: 11 bars are missing between 2024-07-01T14:30:00Z and 2024-07-02T13:30:00Z',
    ]);
  });
});

describe('days of a market that never closes', () => {
  const content =
    'timestamp,open,high,low,close\n2024-03-08T22:00:00Z,1,1,1,1\n2024-03-09T22:00:00Z,1,1,1,1\n2024-03-10T21:00:00Z,1,1,1,1\n';

  it('may pass by the clock of a zone: 17:00 in New York', async () => {
    const rows = await rowsOf(entry('fx.csv', content, { timezone: 'America/New_York' }));
    expect(rows.map((row) => row.slice(0, 41))).toEqual([
      '2024-03-08T22:00:00Z 2024-03-09T22:00:00Z',
      '2024-03-09T22:00:00Z 2024-03-10T21:00:00Z',
      '2024-03-10T21:00:00Z 2024-03-11T21:00:00Z',
    ]);
  });

  it('do not overlap', async () => {
    await expect(loadData(entry('fx.csv', content), options)).rejects.toThrow(
      'row 3: opens at 2024-03-10T21:00:00Z, before the last bar closed at 2024-03-10T22:00:00Z: expected bars of 1d',
    );
  });
});

describe('the zone of the machine', () => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it('changes nothing', async () => {
    const seen = new Set<string>();
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles']) {
      process.env.TZ = zone;
      expect(new Date(0).getHours()).toBe(zone === 'UTC' ? 0 : zone === 'Asia/Tokyo' ? 9 : 16);
      const { series } = await loadData({ ...SPX, to: '2000-06-30' }, options);
      const local = await rowsOf(entry('a.csv', 'date,open,high,low,close\nJul 1 2024,1,1,1,1\n'));
      const wall = await rowsOf(
        entry('b.csv', 'date,open,high,low,close\n2024-07-01 02:30,1,1,1,1\n', {
          interval: '1h',
          timezone: 'Europe/Paris',
        }),
      );
      seen.add(JSON.stringify([...series.openUs.subarray(0, series.length), ...local, ...wall]));
    }
    expect(seen.size).toBe(1);
  });
});

const data = marketData('loading BTC/USD, EUR/USD quotes and DASH/USDT');

describe.runIf(data !== undefined)('real market data', () => {
  const real = { baseDir: data ?? '' };

  it('of BTC/USD misses 34 days', async () => {
    const given: DataEntry = {
      instrument: 'BTC',
      path: 'btcusd-coinbase-1d.csv',
      interval: '1d',
      tickSize: 0.01,
      lotSize: '0.00000001',
    };
    const { series } = await loadData(given, real);
    expect(series.length).toBe(1318);
    expect(formatTime(series.tsUs[1317])).toBe('2018-08-14T00:00:00Z');
    expect((await checkData(given, real)).bars.gaps).toBe(34);
  });

  it('of EUR/USD has both sides of the book', async () => {
    const given: DataEntry = {
      instrument: 'EUR',
      path: 'eurusd-oanda-1h-quotebars.csv.gz',
      interval: '1h',
      tickSize: 0.00001,
      lotSize: 1,
    };
    const { series, report } = await loadData(given, real);
    expect(series.length).toBe(74_439);
    expect([series.bidOpen[0], series.askOpen[0], series.open[0]]).toEqual([131927, 132027, 131977]);
    expect(report.warnings[0]).toBe('EUR: row 1: no bar has a volume: set participation: none');
  });

  it('of DASH/USDT is a week of minutes', async () => {
    const given: DataEntry = {
      instrument: 'DASH',
      path: 'dashusdt-binance-1m.csv.gz',
      interval: '1m',
      tickSize: 0.01,
      lotSize: '0.00001',
      resample: ['5m', '1h'],
    };
    const { series, resampleUs } = await loadData(given, real);
    expect(series.length).toBe(10_080);
    expect(resampleUs).toEqual([300e6, 3600e6]);
  });
});
