import { describe, expect, it } from 'vitest';
import { BarEvent } from '../model/bar.ts';
import { makeInstrument } from '../model/instrument.ts';
import { BarSeries, collect, memorySource } from './series.ts';

const instrument = makeInstrument(
  { name: 'A', currency: 'USD', tickSize: { units: 1n, scale: 2 }, lotSize: { units: 1n, scale: 0 } },
  3,
);

function rising(rows: number, quoted = false): BarSeries {
  const series = new BarSeries(3, 60e6, rows, quoted);
  const bar = new BarEvent();
  for (let i = 0; i < rows; i++) {
    bar.openUs = i * 60e6;
    bar.tsUs = bar.openUs + 60e6;
    bar.open = bar.high = bar.low = bar.close = 100 + i;
    bar.bidOpen = bar.bidHigh = bar.bidLow = bar.bidClose = 99 + i;
    bar.askOpen = bar.askHigh = bar.askLow = bar.askClose = 101 + i;
    bar.volume = i;
    series.push(bar);
  }
  return series;
}

describe('a bar series', () => {
  it('shares the columns of bid and ask with the trade prices', () => {
    const series = rising(4);
    expect(series.bidClose).toBe(series.close);
    expect(series.askHigh).toBe(series.high);
    const part = series.slice(1, 3);
    expect(part.bidLow).toBe(part.low);
  });

  it('reads back what was pushed, quotes too', () => {
    const bar = new BarEvent();
    rising(4, true).read(2, bar);
    expect(bar).toMatchObject({ instrument: 3, tsUs: 180e6, close: 102, bidClose: 101, askClose: 103, volume: 2 });
    rising(4).read(2, bar);
    expect(bar).toMatchObject({ close: 102, bidClose: 102, askClose: 102 });
  });

  it('comes out of a source in chunks that add up to it', () => {
    for (const quoted of [false, true]) {
      const series = rising(10, quoted);
      const lengths: number[] = [];
      const counting = memorySource(instrument, '1m', series, 4);
      for (let chunk = counting.next(); chunk !== undefined; chunk = counting.next()) lengths.push(chunk.length);
      expect(lengths).toEqual([4, 4, 2]);
      const all = collect(memorySource(instrument, '1m', series, 3));
      expect(all.length).toBe(10);
      expect([...all.close.subarray(0, 10)]).toEqual([...series.close]);
      expect([...all.bidClose.subarray(0, 10)]).toEqual([...series.bidClose]);
    }
  });

  it('of a source without rows is empty', () => {
    expect(collect(memorySource(instrument, '1m', rising(0))).length).toBe(0);
  });
});
