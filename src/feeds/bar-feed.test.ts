import { describe, expect, it } from 'vitest';
import { parseDecimal } from '../core/base/decimal.ts';
import { MINUTE_US } from '../core/base/time.ts';
import { type Instrument, makeInstrument } from '../core/model/instrument.ts';
import { settled, VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { feedContract, take } from './feed.contract.ts';
import type { FeedPosition } from './feed.ts';
import { loadData } from '../catalogue/load.ts';
import { replayFeed } from './replay.ts';
import { syntheticFeed } from './synthetic.ts';

const { folder, put } = temporaryFolder();
const START_US = Date.UTC(2024, 0, 1) * 1_000;

function instrument(name: string, index: number): Instrument {
  const step = { units: 1n, scale: 2 };
  return makeInstrument({ name, currency: 'USD', tickSize: step, lotSize: parseDecimal('1') ?? step }, index);
}

/** Minutes from the start; prices that tell bars apart. */
function csv(minutes: readonly number[], price: number): string {
  const rows = minutes.map((minute, k) => {
    const open = price + k;
    return [
      new Date(Date.UTC(2024, 0, 1) + minute * 60_000).toISOString(),
      open,
      open + 2,
      open - 1,
      open + 1,
      10,
    ].join();
  });
  return ['timestamp,open,high,low,close,volume', ...rows, ''].join('\n');
}

put('b.csv', csv([0, 1, 2, 3, 6], 100));
put('a.csv', csv([1, 2, 4, 5, 6], 50));
const ENTRIES = ['A', 'B'].map((name) => ({
  instrument: name,
  path: `${name.toLowerCase()}.csv`,
  interval: '1m',
  tickSize: '0.01',
  lotSize: 1,
}));

async function replay(speed: number, after?: FeedPosition) {
  const clock = new VirtualClock();
  const data = await Promise.all(ENTRIES.map((entry, index) => loadData(entry, { baseDir: folder, index })));
  const feed = replayFeed(data, { clock, speed, after });
  return { feed, clock, pass: (ms: number) => clock.advance(ms) };
}

async function synthetic(speed: number, after?: FeedPosition) {
  const clock = new VirtualClock();
  const markets = ['A', 'B', 'C'].map((name, index) => ({
    instrument: instrument(name, index),
    interval: name === 'C' ? '5m' : '1m',
    startUs: START_US,
  }));
  const feed = syntheticFeed(markets, { seed: 7, clock, speed, after });
  return { feed, clock, pass: (ms: number) => clock.advance(ms) };
}

feedContract('a replay at 60x', (after) => replay(60, after), { count: 28, ends: true });
feedContract('a replay at max', (after) => replay(Number.POSITIVE_INFINITY, after), { count: 28, ends: true });
feedContract('the synthetic market', (after) => synthetic(1_000, after), { count: 30, ends: false });

describe('a replay', () => {
  it('gives the events of an instant in the order of SEMANTICS section 1', async () => {
    const events = await take(await replay(Number.POSITIVE_INFINITY), 28);
    const lines = events.map(
      ({ kind, tsUs, instrument: index }) => `${(tsUs - START_US) / MINUTE_US} ${kind} ${index}`,
    );
    expect(lines).toEqual([
      ...['0 instant -1', '0 open 1'],
      ...['1 bar 1', '1 instant -1', '1 open 0', '1 open 1'],
      ...['2 bar 0', '2 bar 1', '2 instant -1', '2 open 0', '2 open 1'],
      ...['3 bar 0', '3 bar 1', '3 instant -1', '3 open 1'],
      ...['4 bar 1', '4 instant -1', '4 open 0'],
      ...['5 bar 0', '5 instant -1', '5 open 0'],
      ...['6 bar 0', '6 instant -1', '6 open 0', '6 open 1'],
      ...['7 bar 0', '7 bar 1', '7 instant -1'],
    ]);
  });

  it('maps the time of events to the clock, without a drift', async () => {
    const harness = await replay(60);
    const at: number[] = [];
    const startUs = harness.clock.steadyUs();
    const began = harness.feed.next();
    expect(began?.tsUs).toBe(START_US);
    do {
      for (let event = harness.feed.next(); event !== undefined; event = harness.feed.next())
        at.push((harness.clock.steadyUs() - startUs) * 60 - (event.tsUs - START_US));
      const ready = harness.feed.ready();
      // Late by a little each time: the next event is not put off by it.
      harness.clock.fireNext();
      await harness.clock.advance(0.3);
      if (!(await ready)) break;
    } while (harness.clock.steadyUs() < 3_600_000_000);
    expect(at.length).toBe(27);
    expect(Math.min(...at)).toBe(0);
    expect(Math.max(...at)).toBeLessThanOrEqual(300 * 60);
  });

  it('catches up at once after a pause', async () => {
    const harness = await replay(1);
    const first = harness.feed.next();
    expect(first?.sequence).toBe(1);
    await harness.clock.advance(4 * 60_000);
    let last = 0;
    for (let event = harness.feed.next(); event !== undefined; event = harness.feed.next()) last = event.tsUs;
    expect((last - START_US) / MINUTE_US).toBe(4);
    const ready = harness.feed.ready();
    await harness.clock.advance(60_000);
    await expect(ready).resolves.toBe(true);
    expect(harness.feed.next()).toMatchObject({ kind: 'bar', tsUs: START_US + 5 * MINUTE_US });
  });

  it('refuses to go on in other data than it was recorded with', async () => {
    const events = await take(await replay(Number.POSITIVE_INFINITY), 28);
    const other = { ...events[10], tsUs: events[10].tsUs + 1 };
    await expect(replay(1, other)).rejects.toThrow(/event 11 is open at .* found open at/);
    await expect(replay(1, { ...events[27], sequence: 29 })).rejects.toThrow('it ends after 28');
  });
});

describe('the synthetic market', () => {
  it('leaves no timer when it is stopped', async () => {
    const { feed, clock } = await synthetic(1);
    while (feed.next() !== undefined);
    const ready = feed.ready();
    expect(clock.waiting).toBe(1);
    await feed.stop();
    await settled();
    expect(clock.waiting).toBe(0);
    await expect(ready).resolves.toBe(false);
  });
});
