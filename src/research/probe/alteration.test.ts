import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { loadRunData, type RunData } from '../../backtest/run-data.ts';
import { readRunFile } from '../../config/read-run-file.ts';
import type { BarSeries } from '../../core/market/series.ts';
import { altered, type Alteration, delayOf, ERA_US, Poison } from './alteration.ts';
import { alteredFile } from './altered-file.ts';
import { probedRunFile, wanderingBars } from './probe-file.twin.ts';

const { put } = temporaryFolder();
const COLUMNS = ['openUs', 'tsUs', 'open', 'high', 'low', 'close', 'volume'] as const;
const rows = (series: BarSeries, count = series.length) =>
  COLUMNS.map((name) => [...series[name].subarray(0, Math.min(count, series.length))]);

const path = put('bars.csv', wanderingBars(120));
const { file, baseDir } = readRunFile(put('run.yaml', probedRunFile({ it: 'ema-cross' })));
const loaded: RunData = await loadRunData(file, baseDir);
const { series } = loaded.data[0];

const future = fc.oneof(
  fc.integer({ min: 1, max: 118 }).map((row): Alteration => ({ kind: 'truncate', afterUs: series.tsUs[row] })),
  fc
    .record({ row: fc.integer({ min: 1, max: 118 }), how: fc.constantFrom(...Object.values(Poison)), seed: fc.nat(99) })
    .map(({ row, how, seed }): Alteration => ({ kind: 'poison', afterUs: series.tsUs[row], how, seed })),
);
type Future = Extract<Alteration, { kind: 'truncate' | 'poison' }>;

describe('altered data', () => {
  it('is the same up to the moment, and valid and different after it', () => {
    fc.assert(
      fc.property(future, (alteration) => {
        const { afterUs } = alteration as Future;
        const { series: other } = altered(loaded, alteration).data[0];
        const known = [...series.tsUs.subarray(0, series.length)].filter((us) => us <= afterUs).length;
        expect(rows(other, known)).toEqual(rows(series, known));
        if (alteration.kind === 'truncate') expect(other.length).toBe(known);
        for (let row = known; row < other.length; row++) {
          expect(other.low[row]).toBeLessThanOrEqual(Math.min(other.open[row], other.close[row]));
          expect(other.high[row]).toBeGreaterThanOrEqual(Math.max(other.open[row], other.close[row]));
          expect(other.low[row]).toBeGreaterThan(0);
          expect(other.tsUs[row]).toBe(series.tsUs[row]);
        }
        if (other.length > known + 2) expect(rows(other)).not.toEqual(rows(series, other.length));
      }),
    );
    expect(series.length).toBe(120);
  });

  it('is what the altered file holds, for a strategy that reads it by itself', async () => {
    await fc.assert(
      fc.asyncProperty(future, async (alteration) => {
        const bytes = await alteredFile(path, file.data[0], loaded.data[0], alteration as Future);
        put('other.csv', bytes ?? '');
        const { data } = await loadRunData({ ...file, data: [{ ...file.data[0], path: 'other.csv' }] }, baseDir);
        const { series: wanted } = altered(loaded, alteration).data[0];
        expect(rows(data[0].series, wanted.length)).toEqual(rows(wanted));
      }),
      { numRuns: 25 },
    );
  });

  it('delayed, has each bar at the time of the next', () => {
    const { series: late } = altered(loaded, { kind: 'delay' }).data[0];
    expect([...late.close.subarray(0, late.length)]).toEqual([...series.close.subarray(0, 119)]);
    expect([...late.tsUs]).toEqual([...series.tsUs.subarray(1, 120)]);
    expect(delayOf(loaded).moment(series.tsUs[7])).toBe(series.tsUs[8]);
  });

  it('28 years later falls on the same weekdays and dates', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1930-01-01'), max: new Date('2070-01-01'), noInvalidDate: true }),
        (date) => {
          const then = new Date(date.getTime() + ERA_US / 1000);
          expect([then.getUTCDay(), then.getUTCDate(), then.getUTCMonth()]).toEqual([
            date.getUTCDay(),
            date.getUTCDate(),
            date.getUTCMonth(),
          ]);
        },
      ),
    );
  });
});
