import { describe, expect, it } from 'vitest';
import { MemoryRecord, type RecordRow } from '../core/market/memory-record.ts';
import { RecordCursor } from '../core/market/record-cursor.ts';
import { BarSeries, memorySource } from '../core/market/series.ts';
import { BarEvent } from '../core/model/bar.ts';
import { type Instrument, makeInstrument } from '../core/model/instrument.ts';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { feedContract } from './feed.contract.ts';
import type { FeedPosition } from './feed.ts';
import { MarketEvent } from './feed.ts';
import { MarketWalk } from './market-walk.ts';
import type { RefusedTick } from './record-lane.ts';
import { recordFeed } from './replay.ts';

const MINUTE = 60_000_000;

function instrument(name: string, index: number): Instrument {
  const step = { units: 1n, scale: 0 };
  return makeInstrument({ name, currency: 'USD', tickSize: step, lotSize: step }, index);
}

function bars(index: number, count: number) {
  const series = new BarSeries(index, MINUTE, count);
  const bar = new BarEvent();
  for (let k = 0; k < count; k++) {
    bar.openUs = k * MINUTE;
    bar.tsUs = bar.openUs + MINUTE;
    bar.open = bar.high = bar.low = bar.close = 100 + k;
    series.push(bar);
  }
  return memorySource(instrument('A', index), '1m', series);
}

const quote = (at: number, bid: number, ask: number, lots = 1): RecordRow => ({
  kind: 'quote',
  tsUs: at * MINUTE,
  top: [bid, lots, ask, lots],
});
const trade = (at: number, lots = 1, priceTicks = 10): RecordRow => ({
  kind: 'trade',
  tsUs: at * MINUTE,
  priceTicks,
  lots,
});
const book = (at: number, ticks: number, lots: number, isSnapshot = false): RecordRow => ({
  kind: 'depth',
  tsUs: at * MINUTE,
  levels: [[1, ticks, lots]],
  isSnapshot,
});

function told(records: readonly RecordRow[][], sources = [bars(0, 2)]) {
  const refused: RefusedTick[] = [];
  const cursors = records.map((rows, k) => new RecordCursor(new MemoryRecord(instrument(`R${k}`, k + 1), rows)));
  const walk = new MarketWalk(sources, cursors, (tick) => refused.push(tick));
  const event = new MarketEvent();
  const lines: string[] = [];
  while (walk.next(event)) {
    const { kind, tsUs, instrument: place, depth } = event;
    const levels = kind === 'depth' ? ` ${depth.isSnapshot ? 'whole' : 'part'} ${depth.levels.join(' ')}` : '';
    lines.push(`${tsUs / MINUTE} ${kind}${place < 0 ? '' : ` ${place}`}${levels}`.trimEnd());
  }
  return { lines, refused: refused.map(({ code, raw }) => `${code} ${String(raw.kind)}`) };
}

describe('Recorded markets beside bars', () => {
  it('come between the closes of an instant and its end, one market after the other, each in its own order', () => {
    const { lines } = told([
      [trade(1), quote(1, 9, 11), trade(1.5)],
      [quote(0.5, 9, 11), trade(1)],
    ]);
    expect(lines).toEqual([
      '0 instant',
      '0 open 0',
      '0.5 quote 2',
      '0.5 instant',
      '1 bar 0',
      '1 trade 1',
      '1 quote 1',
      '1 trade 2',
      '1 instant',
      '1 open 0',
      '1.5 trade 1',
      '1.5 instant',
      '2 bar 0',
      '2 instant',
    ]);
  });

  it('are told without what cannot be true', () => {
    const rows = [quote(1, 12, 11), quote(1, -1, 11), quote(1, 9, 11, -1), trade(2, 0), trade(2, 1, 0), quote(3, 9, 9)];
    const { lines, refused } = told([rows], []);
    expect(lines).toEqual(['3 quote 1', '3 instant']);
    expect(refused).toEqual(['crossed quote', 'price quote', 'size quote', 'size trade', 'price trade']);
  });

  it('show an empty book in the place of a change that cannot be true, and nothing more of it until it is whole', () => {
    const rows = [
      book(1, 9, 5, true),
      book(2, 9, -5),
      book(3, 9, 6),
      book(4, Number.NaN, 1),
      book(5, 9, 7, true),
      book(6, 9, 8),
    ];
    const { lines, refused } = told([rows], []);
    expect(lines.filter((line) => !line.includes('instant'))).toEqual([
      '1 depth 1 whole 1 9 5',
      '2 depth 1 whole',
      '5 depth 1 whole 1 9 7',
      '6 depth 1 part 1 9 8',
    ]);
    expect(refused).toEqual(['size depth', 'number depth']);
  });

  it('name an event that comes before the one before it', () => {
    expect(() => told([[trade(2), trade(1)]])).toThrow(/R0: expected events in the order of time/);
  });
});

async function feed(speed: number, after?: FeedPosition) {
  const clock = new VirtualClock();
  const rows = [quote(0.5, 9, 11), trade(1), quote(1, 12, 11), book(1.5, 9, 4, true), trade(2.5)];
  const record = new MemoryRecord(instrument('R', 1), rows);
  const made = recordFeed([{ record }], [bars(0, 3)], { clock, speed, after, onRefused: () => {} });
  return { feed: made, clock, pass: (ms: number) => clock.advance(ms) };
}

feedContract('recorded markets at a factor', async (after) => feed(60, after), { count: 17, ends: true });
feedContract('recorded markets as fast as they are asked for', async (after) => feed(Number.POSITIVE_INFINITY, after), {
  count: 17,
  ends: true,
});
