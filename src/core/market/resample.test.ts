import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_US, formatTime, HOUR_US, MINUTE_US, WEEK_US } from '../base/time.ts';
import { BarEvent } from '../model/bar.ts';
import { calendarOf } from './calendars.ts';
import { parseInterval, parseResample } from './interval.ts';
import { Resampler } from './resample.ts';

const utc = (...parts: [number, number, number, number?, number?]) => Date.UTC(...parts) * 1000;

interface Row {
  openUs: number;
  tsUs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

function event(row: Row): BarEvent {
  const bar = Object.assign(new BarEvent(), row);
  for (const side of ['bid', 'ask'] as const) {
    const away = side === 'bid' ? -1 : 1;
    bar[`${side}Open`] = row.open + away;
    bar[`${side}High`] = row.high + away;
    bar[`${side}Low`] = row.low + away;
    bar[`${side}Close`] = row.close + away;
  }
  return bar;
}

/** What comes out, with the moment at which it came out. */
function run(rows: readonly Row[], resampler: Resampler): { atUs: number; bar: BarEvent }[] {
  const out: { atUs: number; bar: BarEvent }[] = [];
  for (const row of rows) {
    for (const bar of [resampler.flush(row.tsUs), resampler.add(event(row))]) {
      if (bar !== undefined) out.push({ atUs: row.tsUs, bar: { ...bar } });
    }
  }
  return out;
}

function minutes(fromUs: number, count: number, stepUs = MINUTE_US): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const price = 1000 + ((i * 37) % 101);
    const openUs = fromUs + i * stepUs;
    return {
      openUs,
      tsUs: openUs + stepUs,
      open: price,
      high: price + 5,
      low: price - 7,
      close: price + 1,
      volume: i + 1,
    };
  });
}

describe('resampling by time', () => {
  it('emits a bar at the close of the last base bar of its bucket', () => {
    const out = run(minutes(utc(2024, 0, 1), 12), new Resampler(5 * MINUTE_US, calendarOf(), 2));
    expect(out.map(({ atUs, bar }) => [formatTime(atUs), bar.tsUs === atUs, bar.volume, bar.interval])).toEqual([
      ['2024-01-01T00:05:00Z', true, 15, 2],
      ['2024-01-01T00:10:00Z', true, 40, 2],
    ]);
    expect(out[0].bar).toMatchObject({
      open: 1000,
      close: 1048,
      low: 993,
      openUs: utc(2024, 0, 1),
      bidOpen: 999,
      askClose: 1049,
    });
  });

  it('emits an incomplete bucket when its end has passed, and not before', () => {
    const rows = minutes(utc(2024, 0, 1), 12).filter((_, i) => i !== 4);
    const resampler = new Resampler(5 * MINUTE_US, calendarOf());
    const out = run(rows, resampler);
    expect(formatTime(out[0].atUs)).toBe('2024-01-01T00:06:00Z');
    expect(formatTime(out[0].bar.tsUs)).toBe('2024-01-01T00:05:00Z');
    expect(resampler.flush(utc(2024, 0, 1, 0, 15))).toBeUndefined();
    expect(resampler.flush(utc(2024, 0, 1, 0, 15) + 1)?.volume).toBe(11 + 12);
  });

  it('can emit a late bucket and a full one at the same instant', () => {
    const rows = minutes(utc(2024, 0, 1), 10).filter((_, i) => i === 0 || i === 9);
    const out = run(rows, new Resampler(5 * MINUTE_US, calendarOf()));
    expect(out.map(({ bar }) => [formatTime(bar.tsUs), bar.volume])).toEqual([
      ['2024-01-01T00:05:00Z', 1],
      ['2024-01-01T00:10:00Z', 10],
    ]);
  });

  it('makes a day of a session, a short one of a half day', () => {
    const rows = [
      ...minutes(utc(2024, 10, 27, 14, 30), 390),
      ...minutes(utc(2024, 10, 29, 13, 0), 90), // before the open
      ...minutes(utc(2024, 10, 29, 14, 30), 210),
    ];
    const resampler = new Resampler(DAY_US, calendarOf('XNYS'));
    const out = run(rows, resampler);
    expect(out.map(({ atUs, bar }) => [formatTime(atUs), atUs === bar.tsUs])).toEqual([
      ['2024-11-27T21:00:00Z', true],
      ['2024-11-29T18:00:00Z', true],
    ]);
    expect(resampler.outside).toBe(90);
  });

  it('gives midnight to the UTC day that ends', () => {
    const out = run(minutes(utc(2024, 0, 1), 48, HOUR_US), new Resampler(DAY_US, calendarOf()));
    expect(out.map(({ bar }) => [formatTime(bar.tsUs), bar.volume])).toEqual([
      ['2024-01-02T00:00:00Z', 300],
      ['2024-01-03T00:00:00Z', 876],
    ]);
  });

  it('closes a week with its last session: Thursday before Good Friday', () => {
    const calendar = calendarOf('XNYS');
    const rows: Row[] = [];
    for (let s = calendar.nextSession(utc(2024, 2, 18)); rows.length < 14; s = calendar.nextSession(s.closeUs)) {
      rows.push({ openUs: s.openUs, tsUs: s.closeUs, open: 10, high: 12, low: 9, close: 11, volume: 1 });
    }
    const out = run(rows, new Resampler(WEEK_US, calendar));
    expect(out.map(({ atUs, bar }) => [formatTime(atUs), bar.volume])).toEqual([
      ['2024-03-22T20:00:00Z', 5],
      ['2024-03-28T20:00:00Z', 4],
      ['2024-04-05T20:00:00Z', 5],
    ]);
  });

  it('closes a week of a market that never closes on Sunday at midnight', () => {
    const out = run(minutes(utc(2024, 0, 1), 14, DAY_US), new Resampler(WEEK_US, calendarOf()));
    expect(out.map(({ bar }) => formatTime(bar.tsUs))).toEqual(['2024-01-08T00:00:00Z', '2024-01-15T00:00:00Z']);
  });

  it('stands on the wall clock of the exchange and ends with its session', () => {
    const summer = run(minutes(utc(2024, 6, 3, 13, 30), 210), new Resampler(4 * HOUR_US, calendarOf('XNYS')));
    expect(summer.map(({ bar }) => formatTime(bar.tsUs))).toEqual(['2024-07-03T16:00:00Z', '2024-07-03T17:00:00Z']);
    const afterClose = run(minutes(utc(2024, 6, 3, 16, 0), 90), new Resampler(2 * HOUR_US, calendarOf('XNYS')));
    expect(afterClose.map(({ bar }) => [formatTime(bar.tsUs), bar.volume])).toEqual([['2024-07-03T17:00:00Z', 1830]]);
  });

  it('conserves volume, extremes, first and last against a naive twin', () => {
    const rows = fc.array(
      fc.record({
        skip: fc.nat(4),
        price: fc.integer({ min: 50, max: 90 }),
        up: fc.nat(9),
        down: fc.nat(9),
        move: fc.integer({ min: -9, max: 9 }),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom(2, 5, 30, 60, 1440), (steps, bucketMinutes) => {
        const bucketUs = bucketMinutes * MINUTE_US;
        let openUs = utc(2024, 1, 28, 20);
        const bars = steps.map(({ skip, price, up, down, move }) => {
          openUs += (skip === 4 ? 97 : skip === 3 ? 3 : 1) * MINUTE_US;
          const close = price + move;
          const [high, low] = [Math.max(price, close) + up, Math.min(price, close) - down];
          return { openUs, tsUs: openUs + MINUTE_US, open: price, high, low, close, volume: up + 1 };
        });
        const resampler = new Resampler(bucketUs, calendarOf());
        const out = run(bars, resampler);
        const last = resampler.flush(Number.MAX_SAFE_INTEGER);
        if (last !== undefined) out.push({ atUs: Number.MAX_SAFE_INTEGER, bar: { ...last } });

        const groups = Map.groupBy(bars, (bar) => Math.ceil(bar.tsUs / bucketUs) * bucketUs);
        expect(out.map(({ bar }) => [bar.tsUs, bar.open, bar.high, bar.low, bar.close, bar.volume])).toEqual(
          [...groups].map(([endUs, group]) => [
            endUs,
            group[0].open,
            Math.max(...group.map((bar) => bar.high)),
            Math.min(...group.map((bar) => bar.low)),
            group.at(-1)!.close,
            group.reduce((sum, bar) => sum + bar.volume, 0),
          ]),
        );
        for (const { atUs, bar } of out) expect(atUs).toBeGreaterThanOrEqual(bar.tsUs);
      }),
    );
  });
});

describe('an interval', () => {
  it('is any length up to a day, or a week', () => {
    expect(parseInterval('90m')).toBe(90 * MINUTE_US);
    expect(parseInterval('1w')).toBe(WEEK_US);
    for (const wrong of ['2d', '1M', 'day', '0m', '-1h']) {
      expect(() => parseInterval(wrong, 'data[1].interval')).toThrow(
        `data[1].interval: expected an interval such as 1m, 1h, 1d or 1w, was "${wrong}"`,
      );
    }
  });

  it('is resampled only to whole multiples', () => {
    expect(parseResample('1w', DAY_US)).toBe(WEEK_US);
    expect(() => parseResample('90m', HOUR_US)).toThrow(
      'resample: expected an interval made of whole 1h bars, and longer, was "90m"',
    );
    expect(() => parseResample('1h', HOUR_US)).toThrow('and longer');
  });
});
