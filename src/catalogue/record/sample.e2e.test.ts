import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { marketData } from '../../../test/market-data.ts';
import { temporaryFolder } from '../../../test/temporary.ts';
import { checkCapture } from './check-capture.ts';
import { checkRecord } from './check-record.ts';
import { importRecord } from './import-record.ts';
import { openRecord, recordPath } from './open-record.ts';

const data = marketData('the real capture of BTCUSDT: import, clock, book against best bid and offer, injected gaps');
const { folder, put } = temporaryFolder();
const CAPTURE = join(data ?? '', 'btcusdt-binance-usdm-20240808-raw.jsonl.gz');

interface Depth {
  readonly u: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
}

/** The book after one difference of a capture, rebuilt the plain way, as the snapshot that the venue would have given. */
function snapshotAfter(lines: readonly string[], index: number): string {
  const sides = { b: new Map<string, string>(), a: new Map<string, string>() };
  let known = 0;
  for (const line of lines.slice(0, index + 1)) {
    const message = JSON.parse(line.slice(20)) as {
      lastUpdateId?: number;
      bids: Depth['b'];
      asks: Depth['a'];
      data: Depth;
    };
    if (message.lastUpdateId !== undefined) {
      sides.b = new Map(message.bids);
      sides.a = new Map(message.asks);
      known = message.lastUpdateId;
    }
  }
  for (const line of lines.slice(0, index + 1)) {
    if (!line.includes('"depthUpdate"')) continue;
    const { data: difference } = JSON.parse(line.slice(20)) as { data: Depth };
    if (difference.u < known) continue;
    for (const side of ['b', 'a'] as const) {
      for (const [price, size] of difference[side]) {
        if (Number(size) === 0) sides[side].delete(price);
        else sides[side].set(price, size);
      }
    }
    known = difference.u;
  }
  return `${lines[index].slice(0, 20)}${JSON.stringify({ lastUpdateId: known, bids: [...sides.b], asks: [...sides.a] })}`;
}

describe.runIf(data !== undefined)('the real capture', () => {
  it('is imported whole, its clock found behind by more than a second, its book always that of the venue', async () => {
    const home = join(folder, 'home');
    const side = await importRecord({ path: CAPTURE, instrument: 'BTCUSDT', home });
    expect(side).toMatchObject({
      symbol: 'BTCUSDT',
      tickSize: '0.1',
      lotSize: '0.001',
      lines: 93_954,
      rows: 93_954,
      counts: { snapshots: 1, differences: 6_551, quotes: 66_089, trades: 21_313 },
      problems: { counts: {} },
    });
    expect(side.clock.smallestUs).toBe(-1_272_403);
    expect(Math.abs(side.clock.offsetUs + 1_271_600)).toBeLessThan(300);
    const found = await checkRecord(recordPath(side, home), side);
    expect(found.problems).toEqual([]);
    expect(found.book).toMatchObject({ events: 6_552, gaps: 0, resyncs: 0, bboChecks: 629, bboMatches: 629 });

    const record = await openRecord('BTCUSDT', { home });
    const latenciesUs: number[] = [];
    let lastUs = 0;
    for (let kind = record.next(); kind !== undefined; kind = record.next()) {
      const { tsUs, venueUs } = record[kind];
      if (tsUs < lastUs || !(tsUs >= venueUs)) expect.fail(`line ${record.line}: ${lastUs}, ${tsUs}, ${venueUs}`);
      lastUs = tsUs;
      latenciesUs.push(tsUs - venueUs);
    }
    latenciesUs.sort((a, b) => a - b);
    expect(latenciesUs.length).toBeGreaterThan(93_900);
    expect(latenciesUs[0]).toBeLessThan(100);
    expect(latenciesUs[latenciesUs.length >> 1]).toBeLessThan(5_000);
  });

  it('loses its book where lines are cut out, and has it again from the next snapshot on', async () => {
    const lines = gunzipSync(readFileSync(CAPTURE)).toString('utf8').split('\n').slice(0, 12_000);
    const depth = lines.flatMap((line, i) => (line.includes('"depthUpdate"') ? [i] : []));
    const whole = await checkCapture({ path: put('whole', lines.join('\n')), instrument: 'X' });
    const [lost, back] = [depth[200], depth[260]];
    const damaged = lines.flatMap((line, i) =>
      i === lost ? [] : i === back ? [line, snapshotAfter(lines, back)] : [line],
    );
    const found = await checkCapture({ path: put('damaged', damaged.join('\n')), instrument: 'X' });
    expect(found.book).toMatchObject({ gaps: 1, resyncs: 1, events: whole.book.events });
    expect(found.problems.map(({ row, kind }) => [row, kind])).toEqual([[depth[201], 'gap']]);
    expect(found.book.bboMatches).toBe(found.book.bboChecks);
    expect(found.book.bboChecks).toBeLessThan(whole.book.bboChecks);
    const unmended = damaged.toSpliced(back, 1);
    const never = await checkCapture({ path: put('never', unmended.join('\n')), instrument: 'X' });
    expect(never.book).toMatchObject({ gaps: 1, resyncs: 0 });
    expect(never.book.bboChecks).toBeLessThan(found.book.bboChecks);
  });
});
