import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MINUTE_US } from '../core/base/time.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { settled, VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { feedContract, take, taken, type TakenEvent } from './feed.contract.ts';
import type { FeedPosition } from './feed.ts';
import { loadData } from '../catalogue/load.ts';
import { replayFeed } from './replay.ts';
import { TailFeed } from './tail.ts';

const { folder, put } = temporaryFolder();
const START_US = Date.UTC(2024, 0, 1) * 1_000;
const HEADER = 'timestamp,open,high,low,close,volume\n';

function row(minute: number, price = 100 + minute): string {
  const stamp = new Date(START_US / 1_000 + minute * 60_000).toISOString();
  return `${stamp},${price},${price + 2},${price - 1},${price + 1},10\n`;
}

const entry = { instrument: 'X', path: 'rows.csv', interval: '1m', tickSize: '0.01', lotSize: 1 } as const;
put('rows.csv', HEADER + [0, 1, 2, 5, 6, 7].map((minute) => row(minute)).join(''));
const loaded = await loadData(entry, { baseDir: folder });
const { instrument } = loaded;

function tail(path: string, after?: FeedPosition) {
  const clock = new VirtualClock(START_US + 86_400_000_000);
  const refused: string[] = [];
  const feed = new TailFeed({
    clock,
    path,
    entry,
    instrument,
    calendar: calendarOf(),
    intervalUs: MINUTE_US,
    after,
    onRefused: (code, raw, text) => refused.push(`${code} ${text ?? JSON.stringify(raw)}`),
  });
  /** The disk answers in its own time: each look at the file is followed by a turn of the event loop. */
  const pass = async (ms: number): Promise<void> => {
    await settled();
    await clock.advance(Math.min(ms, 1_000));
  };
  return { clock, feed, refused, pass };
}

/** Reads a feed as a session does, and waits for what is expected of it. */
function follow(path: string) {
  const { clock, feed, refused } = tail(path);
  const closes: number[] = [];
  const events: TakenEvent[] = [];
  const read = async (): Promise<void> => {
    do
      for (let event = feed.next(); event !== undefined; event = feed.next()) {
        events.push(taken(event));
        if (event.kind === 'bar') closes.push((event.tsUs - START_US) / MINUTE_US - 1);
      }
    while (await feed.ready());
  };
  let failure: unknown;
  const done = read().catch((error: unknown) => (failure = error));
  const until = async (met: () => boolean): Promise<void> => {
    while (!met()) {
      if (failure !== undefined) throw failure;
      await settled();
      clock.fireNext();
    }
  };
  return {
    feed,
    refused,
    closes,
    events,
    until,
    stop: async () => {
      await feed.stop();
      await done;
    },
  };
}

feedContract('a tail', async (after) => tail(join(folder, 'rows.csv'), after), { count: 20, ends: false });

describe('a tail', () => {
  it('gives the events that a replay of the same file gives', async () => {
    const clock = new VirtualClock();
    const replayed = replayFeed([loaded], { clock, speed: Number.POSITIVE_INFINITY });
    const expected = await take({ feed: replayed, pass: (ms) => clock.advance(ms) }, 20);
    const harness = tail(join(folder, 'rows.csv'));
    expect(await take(harness, 20)).toEqual(expected);
    await harness.feed.stop();
  });

  it('waits for a file that is not there yet, and for the rest of a line', async () => {
    const path = join(folder, 'grows.csv');
    const { closes, refused, until, feed, stop } = follow(path);
    await settled();
    writeFileSync(path, HEADER);
    const line = row(0);
    appendFileSync(path, line.slice(0, 30));
    appendFileSync(path, line.slice(30) + row(1).slice(0, -4));
    await until(() => closes.length === 1);
    appendFileSync(path, row(1).slice(-4));
    await until(() => closes.length === 2);
    expect(closes).toEqual([0, 1]);
    expect(refused).toEqual([]);
    expect(feed.normaliser.accepted).toBe(2);
    await stop();
  });

  it('reads a character whose bytes come apart', async () => {
    const path = put('utf8.csv', '\uFEFFtimestamp,open,high,low,close,volume,näme\n');
    const { closes, until, stop } = follow(path);
    const bytes = Buffer.from(row(0).replace('\n', ',é\n'));
    const cut = bytes.indexOf(0xc3) + 1;
    appendFileSync(path, bytes.subarray(0, cut));
    await settled();
    appendFileSync(path, Buffer.concat([bytes.subarray(cut), Buffer.from(row(1).replace('\n', ',é\n'))]));
    await until(() => closes.length === 2);
    await stop();
  });

  it('starts again when the file is cut short, and takes what is new in it', async () => {
    const path = put('cut.csv', HEADER + row(0) + row(1) + row(2));
    const { closes, refused, until, feed, stop } = follow(path);
    await until(() => closes.length === 3);
    truncateSync(path, 0);
    await until(() => feed.restarts === 1);
    appendFileSync(path, HEADER + row(2) + row(3));
    await until(() => closes.length === 4);
    expect(closes).toEqual([0, 1, 2, 3]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^duplicate/);
    await stop();
  });

  it('reads a rotated file to its end, refuses a line that was never finished, and goes on in the new one', async () => {
    const path = put('rotated.csv', HEADER + row(0));
    const { closes, refused, until, feed, stop } = follow(path);
    await until(() => closes.length === 1);
    appendFileSync(path, row(1) + row(2).slice(0, -4));
    renameSync(path, `${path}.1`);
    await settled();
    writeFileSync(path, `close;open;low;high;time\n101;100;99;102;${row(3).split(',')[0]}\n`);
    await until(() => closes.length === 3);
    expect(closes).toEqual([0, 1, 3]);
    expect(refused).toEqual([`unreadable ${JSON.stringify(row(2).slice(0, -4))}`]);
    expect(feed.restarts).toBe(1);
    rmSync(path);
    await stop();
  });

  it('refuses, counts and skips each bad row, and says why', async () => {
    const good = row(2);
    const stamp = good.split(',')[0];
    const bad: [string, RegExp][] = [
      ['\u0000\uFFFD\u{1F4A5}', /^unreadable .*columns/],
      ['hello', /^unreadable .*columns/],
      [`${stamp},100,102,99,NaN,10`, /^number/],
      [`${stamp},100,102,99,,10`, /^number/],
      [`${stamp},100,102,99,abc,10`, /^number/],
      [`${stamp},100,102,99,100.001,10`, /^tick/],
      [`${stamp},100,102,0,101,10`, /^price/],
      [`${stamp},-100,102,-101,101,10`, /^price/],
      [`${stamp},100,102,101.5,101,10`, /^range/],
      [`${stamp},100,102,99,101,-1`, /^size/],
      [`${stamp},100,102,99,101,many`, /^number/],
      [`${stamp},100,102,99,${'9'.repeat(60_000)},10`, /^number/],
      [row(0).trimEnd(), /^order/],
      [row(1).trimEnd(), /^duplicate/],
      [row(60 * 24 * 40).trimEnd(), /^future/],
      ['31/12/2023,100,102,99,101,10', /^unreadable .*expected a time/],
      [`"${stamp},100`, /^unreadable .*CSV/],
      [`${stamp},100,102,99,101`, /^unreadable .*6 columns, found 5/],
      [HEADER.trimEnd(), /^unreadable/],
    ];
    const path = put('bad.csv', HEADER + row(0) + row(1));
    const { closes, refused, until, feed, stop } = follow(path);
    for (const [line] of bad) appendFileSync(path, `${line}\n`);
    appendFileSync(path, `${'x'.repeat(200_000)}\n${good}`);
    await until(() => closes.length === 3);
    expect(closes).toEqual([0, 1, 2]);
    expect(refused).toHaveLength(bad.length + 1);
    for (const [k, [, why]] of bad.entries()) expect(refused[k]).toMatch(why);
    expect(refused.at(-1)).toMatch(/^unreadable "x+"$/);
    expect([...feed.normaliser.counts.values()].reduce((a, b) => a + b, 0)).toBe(bad.length + 1);
    await stop();
  });

  it('reads no further ahead than it is asked to', async () => {
    const path = put('long.csv', HEADER + Array.from({ length: 5_000 }, (_, k) => row(k % 1_400)).join(''));
    const { clock, feed, pass } = tail(path);
    const [first] = await take({ feed, pass }, 1);
    expect(first.sequence).toBe(1);
    await clock.advance(100_000);
    // One piece of 64 KiB holds fewer than 1,500 rows of this length.
    expect(feed.normaliser.accepted).toBeLessThan(1_500);
    await feed.stop();
  });

  it('says when the file cannot be read', async () => {
    const { feed } = tail(folder);
    await expect(feed.ready()).rejects.toThrow(/cannot be read \(EISDIR\)/);
    await feed.stop();
  });
});
