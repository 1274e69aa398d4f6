import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { formatTime } from '../../core/base/time.ts';
import { findInCatalogue, listCatalogue, listEntries } from '../side-file.ts';
import { CaptureLines, futures } from './capture.twin.ts';
import { checkCapture } from './check-capture.ts';
import { checkRecord } from './check-record.ts';
import { importRecord, type RecordImport } from './import-record.ts';
import { openRecord, recordPath } from './open-record.ts';

const { folder, put } = temporaryFolder();
let homes = 0;

function imported(content: string | Uint8Array, more: Partial<RecordImport> = {}) {
  homes += 1;
  return importRecord({
    path: put('capture', content),
    instrument: 'BTC',
    home: join(folder, `home-${homes}`),
    ...more,
  });
}

const home = () => join(folder, `home-${homes}`);

/** Every event of the record that was imported last. */
async function events(): Promise<string[]> {
  const record = await openRecord('BTC', { home: home(), index: 3 });
  const told: string[] = [];
  let lastUs = 0;
  for (let kind = record.next(); kind !== undefined; kind = record.next()) {
    const event = record[kind];
    expect(event.instrument).toBe(3);
    expect(event.tsUs).toBeGreaterThanOrEqual(lastUs);
    if (!Number.isNaN(event.venueUs)) expect(event.tsUs).toBeGreaterThanOrEqual(event.venueUs);
    lastUs = event.tsUs;
    const { depth, quote, trade } = record;
    if (kind === 'quote')
      told.push(`${quote.bidTicks} x ${quote.bidLots}, ${quote.askTicks} x ${quote.askLots} @${record.quoteUpdate}`);
    else if (kind === 'trade')
      told.push(`${trade.aggressor > 0 ? 'buy' : 'sell'} ${trade.lots} at ${trade.priceTicks}`);
    else {
      const levels = Array.from(
        { length: depth.count },
        (_, i) => `${depth.sides[i] > 0 ? 'b' : 'a'}${depth.ticks[i]} x ${depth.lots[i]}`,
      );
      told.push(`${depth.isSnapshot ? 'book' : 'depth'} ${depth.lastUpdate}: ${levels.join(' ')}`.trimEnd());
    }
  }
  return told;
}

async function checked() {
  const [side] = (await listEntries(home())).filter((entry) => 'kind' in entry);
  return checkRecord(recordPath(side, home()), side);
}

const BIDS = [['100.0', '1.0']] as const;
const ASKS = [['100.2', '2.0']] as const;

/** A book that begins, moves and trades; the quotes agree with it. */
function whole(): CaptureLines {
  const lines = new CaptureLines();
  return lines
    .message(futures.difference(8, 9, 10, [['99.0', '5.0']], [], lines.venueMs))
    .message(futures.quote(12, '100.1', '0.5', '100.2', '2.0', lines.venueMs))
    .message(futures.difference(10, 11, 12, [['100.1', '0.5']], [], lines.venueMs))
    .message(futures.snapshot(11, BIDS, ASKS, lines.venueMs))
    .message(futures.trade('100.2', '0.5', false, lines.venueMs))
    .message(
      futures.difference(
        12,
        13,
        15,
        [],
        [
          ['100.2', '1.5'],
          ['100.3', '4.0'],
        ],
        lines.venueMs,
      ),
    )
    .message(futures.quote(15, '100.1', '0.5', '100.2', '1.5', lines.venueMs));
}

describe('a capture in the catalogue', () => {
  it('is told as it was recorded, the book from its snapshot on', async () => {
    const side = await imported(whole().text);
    expect(side).toMatchObject({
      kind: 'market-record',
      interval: 'record',
      symbol: 'BTCUSDT',
      tickSize: '0.1',
      lotSize: '0.1',
      lines: 7,
      rows: 7,
      counts: { snapshots: 1, differences: 3, quotes: 2, trades: 1 },
      problems: { counts: {}, list: [] },
    });
    expect(await events()).toEqual([
      '1001 x 5, 1002 x 20 @12',
      'book 11: b1000 x 10 a1002 x 20',
      'depth 12: b1001 x 5',
      'buy 5 at 1002',
      'depth 15: a1002 x 15 a1003 x 40',
      '1001 x 5, 1002 x 15 @15',
    ]);
    expect(await checked()).toEqual({
      kind: 'market-record',
      rows: 7,
      problems: [],
      counts: {},
      book: { events: 4, gaps: 0, resyncs: 0, bboChecks: 2, bboMatches: 2, clockOffsetUs: 0 },
    });
  });

  it('keeps the nanoseconds of its recorder', async () => {
    await imported(whole().gzip);
    const record = await openRecord('BTC@record', { home: home() });
    expect(record.next()).toBe('quote');
    expect(record.localUs).toBe(1_723_161_256_001_000);
    await record.close();
  });

  it('says so where its table is damaged or gone', async () => {
    const side = await imported(whole().text);
    const path = recordPath(side, home());
    writeFileSync(path, 'no table');
    await expect(checkRecord(path, side)).rejects.toThrow('expected the table of a market record, DuckDB says: ');
    rmSync(path);
    await expect(checkRecord(path, side)).rejects.toMatchObject({ kind: 'data' });
    await expect(openRecord('ETH', { home: home() })).rejects.toThrow('catalogue: nothing named "ETH"');
  });

  it('is kept apart from bars of the same name', async () => {
    await imported(whole().text);
    expect(await listCatalogue(home())).toEqual([]);
    await expect(findInCatalogue('BTC', home())).rejects.toThrow(
      'expected BTC as bars, it is there as a market record',
    );
    const again = { path: join(folder, 'capture'), instrument: 'BTC', home: home() };
    await expect(importRecord(again)).rejects.toThrow('catalogue: BTC@record is there already; replace it');
    expect((await importRecord({ ...again, replace: true })).rows).toBe(7);
  });

  it('takes the tick and the lot that are given, and names what is off them', async () => {
    const side = await imported(whole().text, { tickSize: '0.05', lotSize: '1' });
    expect([side.tickSize, side.lotSize]).toEqual(['0.05', '1']);
    expect(side.problems.list[0]).toEqual({
      row: 2,
      kind: 'lot',
      text: 'size: expected a multiple of the lot 1, was 0.5',
    });
    await expect(imported(whole().text, { tickSize: '-1' })).rejects.toThrow('tick: expected a number > 0, was -1');
  });

  it('may be of spot: no times of quotes and snapshots, numbers that follow each other', async () => {
    const spot = new CaptureLines(undefined, true);
    const E = () => spot.venueMs - 2;
    const s = 'BTCUSDT';
    spot
      .message(
        { u: 9, s, b: '100.00000000', B: '1.00000000', a: '100.20000000', A: '2.00000000' },
        'btcusdt@bookTicker',
      )
      .raw(
        `${spot.localUs}000 {"lastUpdateId":10,"bids":[["100.00000000","1.00000000"]],"asks":[["100.20000000","2.00000000"]]}`,
      )
      .message(
        { e: 'depthUpdate', E: E(), s, U: 9, u: 12, b: [['100.10000000', '0.50000000']], a: [] },
        'btcusdt@depth',
      )
      .message({ e: 'depthUpdate', E: E(), s, U: 13, u: 13, b: [], a: [] }, 'btcusdt@depth')
      .message(
        { u: 13, s, b: '100.10000000', B: '0.50000000', a: '100.20000000', A: '2.00000000' },
        'btcusdt@bookTicker',
      )
      .message(
        { e: 'aggTrade', E: E(), T: E(), s, a: 1, p: '100.1', q: '0.5', f: 1, l: 1, m: true, M: true },
        'btcusdt@aggTrade',
      )
      .message(
        { e: 'depthUpdate', E: E(), s, U: 15, u: 15, b: [['100.10000000', '0.00000000']], a: [] },
        'btcusdt@depth',
      );
    const side = await imported(spot.text);
    expect(side).toMatchObject({
      tickSize: '0.1',
      lotSize: '0.1',
      counts: { trades: 1 },
      clock: { smallestUs: 2_000 },
    });
    expect(await events()).toEqual([
      '1000 x 10, 1002 x 20 @9',
      'book 10: b1000 x 10 a1002 x 20',
      'depth 12: b1001 x 5',
      'depth 13:',
      '1001 x 5, 1002 x 20 @13',
      'sell 5 at 1001',
      'book 15:',
    ]);
    expect((await checked()).book).toMatchObject({ gaps: 1, bboChecks: 1, bboMatches: 1 });
  });

  it('may be of coin-margined futures, whose sizes are contracts', async () => {
    const coin = new CaptureLines();
    const [s, ps] = ['BTCUSD_PERP', 'BTCUSD'];
    const T = coin.venueMs;
    coin
      .message({ lastUpdateId: 10, E: T, T, symbol: s, pair: ps, bids: [['100.0', '10']], asks: [['100.2', '20']] })
      .message({ e: 'depthUpdate', E: T, T, s, ps, U: 9, u: 12, pu: 8, b: [['100.1', '5']], a: [] })
      .message({ e: 'bookTicker', u: 12, s, ps, b: '100.1', B: '5', a: '100.2', A: '20', T, E: T });
    expect(await imported(coin.text)).toMatchObject({ symbol: s, tickSize: '0.1', lotSize: '1', rows: 3 });
    expect((await checked()).book).toMatchObject({ gaps: 0, bboChecks: 1, bboMatches: 1 });
  });

  it('has each trade once where they are told one by one and together', async () => {
    const lines = whole();
    lines.message({ ...futures.trade('100.2', '0.5', false, lines.venueMs), e: 'aggTrade' });
    expect((await imported(lines.text)).counts.trades).toBe(1);
    expect((await events()).filter((event) => event.startsWith('buy'))).toHaveLength(1);
  });
});

describe('a gap', () => {
  const gone = whole();
  gone
    .message(futures.difference(17, 18, 20, [['100.0', '9.0']], [], gone.venueMs))
    .message(futures.quote(20, '100.1', '0.5', '100.2', '1.5', gone.venueMs))
    .message(futures.difference(20, 21, 22, [['100.1', '0.7']], [], gone.venueMs));

  it('empties the book until a snapshot comes that the differences join', async () => {
    const lines = gone.lines.length;
    gone.message(
      futures.snapshot(
        21,
        [
          ['100.0', '9.0'],
          ['100.1', '0.6'],
        ],
        ASKS,
        gone.venueMs,
      ),
    );
    await imported(gone.text);
    gone.lines.length = lines;
    expect((await events()).slice(6)).toEqual([
      'book 20:',
      '1001 x 5, 1002 x 15 @20',
      'book 21: b1000 x 90 b1001 x 6 a1002 x 20',
      'depth 22: b1001 x 7',
    ]);
    const { problems, book } = await checked();
    expect(book).toMatchObject({ gaps: 1, resyncs: 1, bboChecks: 2, bboMatches: 2 });
    expect(problems).toEqual([
      { row: 8, kind: 'gap', text: 'updates are missing: expected to go on from 15, was from 17' },
    ]);
  });

  it('is bridged by a snapshot that came before it was seen', async () => {
    const lines = whole();
    lines
      .message(futures.snapshot(18, [['100.0', '8.0']], ASKS, lines.venueMs))
      .message(futures.difference(17, 18, 20, [['100.0', '9.0']], [], lines.venueMs));
    await imported(lines.text);
    expect((await events()).slice(6)).toEqual(['book 18: b1000 x 80 a1002 x 20', 'depth 20: b1000 x 90']);
    expect((await checked()).book).toMatchObject({ gaps: 1, resyncs: 1 });
  });

  it('is not bridged by a snapshot that the book has overtaken', async () => {
    const lines = whole();
    lines
      .message(futures.snapshot(18, [['100.0', '8.0']], ASKS, lines.venueMs))
      .message(futures.difference(15, 16, 20, [['100.0', '9.0']], [], lines.venueMs))
      .message(futures.difference(25, 26, 30, [['100.0', '7.0']], [], lines.venueMs));
    await imported(lines.text);
    expect((await events()).slice(6)).toEqual(['depth 20: b1000 x 90', 'book 30:']);
    expect((await checked()).book).toMatchObject({ gaps: 1, resyncs: 0 });
  });

  it('is held open for so many differences only: those before the last 6,000 are let go', async () => {
    for (const [joins, gaps] of [
      [200, 0],
      [50, 1],
    ]) {
      const lines = new CaptureLines();
      for (let u = 1; u <= 6_100; u++) lines.message(futures.difference(u - 1, u, u, [], [], lines.venueMs));
      await imported(lines.message(futures.snapshot(joins, BIDS, ASKS, lines.venueMs)).text);
      expect((await checked()).book).toMatchObject({ events: 6_101, gaps });
    }
  });

  it('of a whole record, that no snapshot begins, is told', async () => {
    const lines = new CaptureLines();
    lines.message(futures.difference(8, 9, 10, [['99.0', '5.0']], [], lines.venueMs));
    await imported(lines.text);
    expect(await events()).toEqual([]);
    expect((await checked()).problems).toMatchObject([{ row: 1, kind: 'untrusted' }]);
  });
});

describe('a book that is not what the venue said', () => {
  it('is told, line by line', async () => {
    const lines = whole();
    lines
      .message(futures.difference(15, 16, 16, [['100.2', '1.0']], [], lines.venueMs))
      .message(futures.quote(16, '100.1', '0.7', '100.2', '1.5', lines.venueMs));
    await imported(lines.text);
    const { problems, book } = await checked();
    expect([book.bboChecks, book.bboMatches]).toEqual([3, 2]);
    expect(problems).toEqual([
      { row: 8, kind: 'crossed', text: "the book's best bid 100.2 is not below its best offer 100.2" },
      {
        row: 9,
        kind: 'bbo',
        text: 'expected the book to show 100.1 x 7, 100.2 x 15 (lots), it shows 100.2 x 10, 100.2 x 15',
      },
    ]);
  });
});

describe('lines that cannot be taken', () => {
  it('are named and counted, and the rest goes on', async () => {
    const lines = whole();
    lines
      .raw('not a line')
      .raw(`${lines.localUs}000 {"e":"trade"`)
      .message({ e: 'kline', s: 'BTCUSDT' })
      .message({ ...futures.trade('100.2', '0.5', false, lines.venueMs), s: 'ETHUSDT' })
      .message(futures.trade('100.2', '-0.5', false, lines.venueMs));
    lines.localUs -= 10_000;
    lines.message(futures.trade('100.2', '0.7', false, lines.venueMs)).raw('');
    const side = await imported(`${lines.text}${lines.localUs}000 {"e":"tra`);
    expect([side.lines, side.rows]).toEqual([15, 8]);
    expect(side.problems.list.map(({ row, kind }) => `${row} ${kind}`)).toEqual([
      '8 stamp',
      '9 json',
      '10 message',
      '11 symbol',
      '12 size',
      '13 order',
      '15 cut',
    ]);
    expect((await events()).at(-1)).toBe('buy 7 at 1002');
    expect((await checked()).problems).toHaveLength(7);
  });

  it('do not fill the memory: a hundred of a kind are kept, all are counted', async () => {
    const lines = whole();
    for (let i = 0; i < 1_000; i++) lines.raw(`${lines.localUs}000 {`);
    const { problems } = await imported(lines.text);
    expect([problems.list.length, problems.counts]).toEqual([100, { json: 1_000 }]);
  });

  it('may be longer than any message', async () => {
    const { lines } = whole();
    const side = await imported(
      [...lines, `1723161257000000000 {"x":"${'a'.repeat(40_000_000)}"}`, lines[6]].join('\n'),
    );
    expect([side.rows, side.problems.counts]).toEqual([8, { json: 1 }]);
  });

  it('may be all of them: then there is nothing to import', async () => {
    await expect(imported('a\nb\n')).rejects.toThrow(
      'of 2 lines none can be taken; line 1: expected a receive time in nanoseconds, was "a"',
    );
    expect(await listEntries(home())).toEqual([]);
  });

  it('are those after a gzip stream breaks off', async () => {
    const lines = whole();
    for (let i = 0; i < 2_000; i++) lines.message(futures.trade('100.2', `${i + 1}`, false, lines.venueMs));
    const side = await imported(lines.gzip.subarray(0, -2_000));
    expect(side.rows).toBeGreaterThan(100);
    const last = side.problems.list.at(-1);
    expect(last).toEqual({ row: side.lines, kind: 'cut', text: 'the gzip stream ends in the middle after this line' });
    expect(await events()).toHaveLength(side.rows - 1);
  });
});

describe('times', () => {
  it('are those of the venue where the recorder is behind: the quickest message needs no time', async () => {
    const lines = whole();
    lines.localUs += 40_000_000;
    lines.message(futures.trade('100.2', '1.0', true, lines.venueMs - 3));
    const late = lines.lines.map((line) => `${BigInt(line.slice(0, 19)) - 1_200_000_000n}${line.slice(19)}`);
    const side = await imported(late.join('\n'));
    expect(side.clock).toMatchObject({ offsetUs: -1_200_000, smallestUs: -1_200_000 });
    const record = await openRecord('BTC', { home: home() });
    for (let kind = record.next(); kind !== undefined; kind = record.next()) {
      const { tsUs, venueUs } = record[kind];
      expect(tsUs - venueUs).toBe(
        record.line === 8 ? 3_000 : record.line < 4 && kind === 'depth' ? 3_000 - 1_000 * (record.line - 1) : 0,
      );
    }
  });

  it('of the venue that lie far ahead are not believed', async () => {
    const lines = whole();
    for (const aheadMs of [0, 3_600_000, 0, 0]) {
      lines.localUs += 2_000_000;
      lines.message(futures.trade('100.2', '1.0', true, lines.venueMs + aheadMs));
    }
    await imported(lines.text);
    expect(await events()).toHaveLength(10);
    expect((await checked()).problems).toMatchObject([{ row: 9, kind: 'venueTime' }]);
  });

  it('that run ahead of the next line are wrong themselves, and what comes after keeps its own', async () => {
    for (const wrong of [0, 5]) {
      const { lines } = whole();
      const nextUs = Number(lines[wrong + 1].slice(0, 16));
      lines[wrong] = `1723247656000000000${lines[wrong].slice(19)}`;
      const side = await imported(lines.join('\n'));
      expect(side.problems.list).toEqual([
        {
          row: wrong + 1,
          kind: 'order',
          text: `received at 2024-08-09T23:54:16Z, before a line of ${formatTime(nextUs)}`,
        },
      ]);
      expect([side.rows, side.to, side.clock.offsetUs]).toEqual([7, formatTime(1_723_161_256_006_000), 0]);
      expect(await events()).toHaveLength(6);
    }
  });

  it('that a single capture file is checked by leave nothing behind', async () => {
    const found = await checkCapture({ path: put('alone', whole().text), instrument: 'X' });
    expect(found.book).toMatchObject({ bboChecks: 2, bboMatches: 2 });
    expect(readFileSync(join(folder, 'alone')).length).toBeGreaterThan(0);
  });
});
