import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Fault } from '../core/base/fault.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import type { DataEntry } from './data-entry.ts';
import { checkData, loadData } from './load.ts';

const { folder, put } = temporaryFolder();
const HEADER = 'date,open,high,low,close,volume\n';
const DAYS = ['2024-07-01', '2024-07-02', '2024-07-03', '2024-07-05'];
const GOOD = HEADER + DAYS.map((day) => `${day},10,12,9,11,100\n`).join('');

function entry(path: string, more: Partial<DataEntry> = {}): DataEntry {
  return { instrument: 'A', path, interval: '1d', tickSize: 0.01, lotSize: 1, ...more };
}

async function faultOf(given: DataEntry): Promise<Fault> {
  const fault = await loadData(given, { baseDir: folder, field: 'data[0]' }).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(Fault);
  return fault as Fault;
}

/** The message for a file with this content, its path left out. */
async function messageFor(content: string | Uint8Array, more: Partial<DataEntry> = {}): Promise<string> {
  put('a.csv', content);
  const fault = await faultOf(entry('a.csv', more));
  expect(fault.exitCode).toBe(3);
  return fault.message.replace(`${join(folder, 'a.csv')}: `, '');
}

describe('a file that cannot be used', () => {
  it('is missing', async () => {
    put('spx-daily.csv', GOOD);
    const fault = await faultOf(entry('spx-dialy.csv'));
    expect(fault.message).toBe(`${join(folder, 'spx-dialy.csv')}: no such file; did you mean spx-daily.csv?`);
    expect(fault.exitCode).toBe(3);
  });

  it('is a folder', async () => {
    mkdirSync(join(folder, 'sub'));
    expect((await faultOf(entry('sub'))).message).toContain('expected a file, is a folder');
  });

  it.each([
    ['is empty', '', 'expected rows, the file is empty'],
    ['is blank', '\n\n', 'expected rows, the file is empty'],
    ['has a header only', HEADER, 'expected rows after the header, there are none'],
    [
      'has the wrong columns',
      'date,open,high,low,adj close\n2024-07-01,1,1,1,1\n',
      'no column for close in the header date, open, high, low, adj close; name it with columns: { close: NAME }',
    ],
    [
      'has no time',
      'open,high,low,close\n1,1,1,1\n',
      'no column for timestamp in the header open, high, low, close; name it with columns: { timestamp: NAME }',
    ],
    [
      'has too few columns and no header',
      '2024-07-01,1\n',
      'expected a header, or rows of timestamp, open, high, low, close; found 2 columns and no header',
    ],
    ['breaks off in a row', `${GOOD}2024-07-08,10,12\n`, 'row 5: expected 6 columns, found 3'],
    [
      'mixes formats',
      `${GOOD}2024-07-08T00:00:00Z,10,12,9,11,1\n`,
      'row 5: timestamp: expected a date as in row 1 ("2024-07-01"), was a time with an offset, "2024-07-08T00:00:00Z"',
    ],
    ['is no text', `PAR\u0001x"y\n`, 'expected CSV, after row 0: Invalid Opening Quote'],
    ['has an open quote', `${HEADER}"2024-07-01,10,12,9,11,1\n`, 'expected CSV, after row 0: '],
  ])('%s', async (_, content, message) => {
    expect(await messageFor(content)).toContain(message);
  });

  it('mixes time zones', async () => {
    const content = `${HEADER}2024-07-01T00:00:00+01:00,10,12,9,11,1\n2024-07-02T00:00:00Z,10,12,9,11,1\n`;
    expect(await messageFor(content)).toContain(
      'row 2: timestamp: expected the time zone of row 1 ("2024-07-01T00:00:00+01:00") throughout, was "2024-07-02T00:00:00Z"',
    );
  });

  it.each([
    ['a missing price', '2024-07-08,10,12,,11,1', 'row 5: low: expected a price, was empty'],
    ['NaN', '2024-07-08,10,NaN,9,11,1', 'row 5: high: expected a price, was NaN'],
    ['a word', '2024-07-08,10,12,9,eleven,1', 'row 5: close: expected a price, was "eleven"'],
    [
      'a price off the tick',
      '2024-07-08,10,12,9,11.005,1',
      'row 5: close: expected a multiple of the tick 0.01, was 11.005 (rounding: nearest would round it)',
    ],
    ['a price of zero', '2024-07-08,10,12,0,11,1', 'row 5: expected positive prices, the lowest is 0'],
    ['a negative price', '2024-07-08,10,12,-3,11,1', 'row 5: expected positive prices, the lowest is -3'],
    [
      'low above high',
      '2024-07-08,10,9,12,11,1',
      'row 5: expected low <= open, close <= high, was open, high, low, close 10, 9, 12, 11',
    ],
    [
      'a close above the high',
      '2024-07-08,10,12,9,13,1',
      'row 5: expected low <= open, close <= high, was open, high, low, close 10, 12, 9, 13',
    ],
    ['a negative volume', '2024-07-08,10,12,9,11,-1', 'row 5: expected a volume >= 0, was -1'],
    ['a volume in words', '2024-07-08,10,12,9,11,much', 'row 5: volume: expected a number, was "much"'],
    ['an unsorted row', '2024-06-28,10,12,9,11,1', 'row 5: 2024-06-28T00:00:00Z comes after 2024-07-05T00:00:00Z'],
    ['a duplicate row', '2024-07-05,10,12,9,11,100', 'row 5: 2024-07-05T00:00:00Z is there twice'],
  ])('has %s', async (_, row, message) => {
    expect(await messageFor(`${GOOD}${row}\n`)).toBe(message);
  });

  it('has a row on a holiday of its calendar', async () => {
    expect(await messageFor(`${GOOD}2024-07-06,10,12,9,11,1\n`, { calendar: 'XNYS' })).toBe(
      'row 5: 2024-07-06 is in no session of XNYS',
    );
  });

  it('runs backwards', async () => {
    const rows = DAYS.toReversed().map((day) => `${day},10,12,9,11,100\n`);
    expect(await messageFor(HEADER + rows.join(''))).toBe(
      'row 2: 2024-07-03T00:00:00Z comes after 2024-07-05T00:00:00Z (a file that runs backwards is sorted oldest first before it is loaded); 3 rows out of order in all',
    );
  });

  it('has several things wrong: the first leads, the others are details', async () => {
    put('a.csv', `${GOOD}2024-07-08,10,12,,11,1\n2024-07-08,10.001,12,9,11,1\n2024-07-09,10.002,12,9,11,1\n`);
    const fault = await faultOf(entry('a.csv'));
    expect(fault.message).toContain('row 5: low: expected a price, was empty');
    expect(fault.details).toEqual([
      'row 6: open: expected a multiple of the tick 0.01, was 10.001 (rounding: nearest would round it); 2 prices off the tick in all',
      'row 6: 2024-07-08T00:00:00Z is there twice',
    ]);
  });

  it('is a gzip file that was cut off, in its head or later', async () => {
    const long =
      HEADER +
      Array.from(
        { length: 20_000 },
        (_, i) =>
          `${1_600_000_000 + i * 60},${10 + ((i * i) % 97)},200,1,${11 + ((i * 31) % 89)},${(i * 7919) % 10007}\n`,
      ).join('');
    const packed = gzipSync(long);
    expect(packed.length).toBeGreaterThan(70_000);
    const message = await messageFor(packed.subarray(0, packed.length - 5_000), { interval: '1m' });
    expect(message).toMatch(
      /^expected a complete gzip file, the gzip stream ends in the middle after row \d+; fetch or pack it again$/,
    );
    expect(await messageFor(gzipSync(GOOD).subarray(0, 30))).toContain('expected a complete gzip file');
    const damaged = Buffer.from(packed);
    damaged.fill(0, damaged.length - 8, damaged.length - 4); // the checksum
    expect(await messageFor(damaged, { interval: '1m' })).toContain(
      'expected a complete gzip file, the gzip stream is damaged',
    );
  });

  it('is no Parquet file though it begins like one', async () => {
    expect(await messageFor('PAR1 and then nothing of the kind')).toContain('expected a Parquet file, DuckDB says:');
  });
});

describe('an entry that cannot be used', () => {
  it.each<[Partial<DataEntry>, string]>([
    [{ path: undefined }, 'data[0]: expected either path or catalogue, was neither'],
    [{ catalogue: 'A' }, 'data[0]: expected either path or catalogue, was both'],
    [{ interval: undefined }, 'data[0].interval: expected a value, was not given'],
    [{ interval: '1 day' }, 'data[0].interval: expected an interval such as 1m, 1h, 1d or 1w, was "1 day"'],
    [{ tickSize: 0 }, 'data[0].tickSize: expected a number > 0, was 0'],
    [{ lotSize: 'one' }, 'data[0].lotSize: expected a number > 0, was one'],
    [{ calendar: 'XNYZ' }, 'did you mean XNYS?'],
    [{ timezone: 'Mars' }, 'data[0].timezone: expected an IANA time zone'],
    [{ resample: ['1h'] }, 'data[0].resample[0]: expected an interval made of whole 1d bars, and longer, was "1h"'],
    [{ to: 'soon' }, 'data[0].to: expected a date'],
    [{ from: '2030-01-01' }, 'data[0].from: expected a time before the last row of'],
    [{ to: '2020-01-01' }, 'data[0].to: expected a time after the first row of'],
    [
      { columns: { close: 'clsoe' } },
      'columns.close: no column "clsoe" in the header date, open, high, low, close, volume; did you mean close?',
    ],
  ])('%j', async (more, message) => {
    put('good.csv', GOOD);
    expect((await faultOf(entry('good.csv', more))).message).toContain(message);
  });
});

describe('a check', () => {
  it('tells of every row and refuses nothing', async () => {
    put(
      'a.csv',
      `${GOOD}2024-07-06,10,12,9,11,1\n2024-07-09,10,12,9,11,1\n2024-07-09,10,12,9,11,1\n2024-07-12,10,12,9,11.001,1\n`,
    );
    const result = await checkData(entry('a.csv', { calendar: 'XNYS' }), { baseDir: folder });
    expect(result).toMatchObject({ kind: 'bars', rows: 8, bars: { duplicates: 1, outliers: 0 } });
    expect(result.problems.map(({ row, kind }) => [row, kind])).toEqual([
      [5, 'session'],
      [7, 'duplicate'],
      [8, 'tick'],
    ]);
  });
});
