import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BarEvent } from '../model/bar.ts';
import { makeInstrument } from '../model/instrument.ts';
import { Activity, ActivityBars } from './activity-bars.ts';

const instrument = makeInstrument(
  {
    name: 'ES',
    currency: 'USD',
    tickSize: { units: 25n, scale: 2 },
    lotSize: { units: 1n, scale: 0 },
    multiplier: { units: 50n, scale: 0 },
  },
  0,
);

function run(bars: ActivityBars, trades: readonly (readonly [number, number])[]): BarEvent[] {
  const out: BarEvent[] = [];
  for (const [i, [ticks, volume]] of trades.entries()) {
    const bar = bars.addTrade(i + 1, ticks, volume);
    if (bar !== undefined) out.push({ ...bar });
  }
  return out;
}

describe('bars by activity', () => {
  it('close after so many trades', () => {
    const out = run(new ActivityBars(Activity.tick, 3, instrument), [
      [10, 1],
      [12, 1],
      [9, 1],
      [8, 1],
      [7, 1],
    ]);
    expect(out).toHaveLength(1);
    expect(out[0]).toMatchObject({ openUs: 1, tsUs: 3, open: 10, high: 12, low: 9, close: 9, volume: 3, bidLow: 9 });
  });

  it('do not split a trade; what was too much counts toward the next bar', () => {
    const out = run(new ActivityBars(Activity.volume, 10, instrument), [
      [10, 6],
      [11, 7],
      [12, 7],
      [13, 25],
      [14, 5],
    ]);
    expect(out.map((bar) => [bar.tsUs, bar.volume])).toEqual([
      [2, 13],
      [3, 7],
      [4, 25],
      [5, 5],
    ]);
  });

  it('count money with the multiplier', () => {
    // 4000 ticks of 0.25 are 1,000; one contract is worth 50,000.
    const out = run(new ActivityBars(Activity.dollar, 100_000, instrument), [
      [4000, 1],
      [4000, 1],
      [4000, 3],
    ]);
    expect(out.map((bar) => bar.tsUs)).toEqual([2, 3]);
  });

  it('are not one late because tenths do not add up in binary', () => {
    const tenths = Array.from({ length: 100 }, () => [10, 0.1] as const);
    expect(run(new ActivityBars(Activity.volume, 1, instrument), tenths)).toHaveLength(10);
  });

  it('want a volume', () => {
    expect(() => run(new ActivityBars(Activity.volume, 10, instrument), [[10, Number.NaN]])).toThrow(
      'volume bars of ES: expected a volume >= 0, the trade of 1970-01-01T00:00:00.000001Z has NaN',
    );
  });

  it('conserve volume, first, last and extremes, and their number follows the total', () => {
    const trades = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 40 })), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(trades, fc.integer({ min: 5, max: 60 }), (given, threshold) => {
        const bars = new ActivityBars(Activity.volume, threshold, instrument);
        const out = run(bars, given);
        const all = bars.pending === undefined ? out : [...out, { ...bars.pending }];
        const total = given.reduce((sum, [, volume]) => sum + volume, 0);
        expect(all.reduce((sum, bar) => sum + bar.volume, 0)).toBe(total);
        expect(out.length).toBeLessThanOrEqual(Math.floor(total / threshold));
        for (const [i, bar] of all.entries()) {
          const from = i === 0 ? 0 : all[i - 1].tsUs;
          const prices = given.slice(from, bar.tsUs).map(([ticks]) => ticks);
          expect([bar.open, bar.high, bar.low, bar.close]).toEqual([
            prices[0],
            Math.max(...prices),
            Math.min(...prices),
            prices.at(-1),
          ]);
        }
      }),
    );
  });
});
