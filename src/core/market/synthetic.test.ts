import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_US, MINUTE_US } from '../base/time.ts';
import { makeInstrument } from '../model/instrument.ts';
import { calendarOf } from './calendars.ts';
import { type BarSeries, CHUNK_ROWS, collect } from './series.ts';
import { SyntheticModel } from './synthetic-model.ts';
import { correlatedSources, type SyntheticSpec, syntheticSource } from './synthetic.ts';

const startUs = Date.UTC(2024, 0, 1) * 1000;

function spec(name = 'A', more: Partial<SyntheticSpec> = {}): SyntheticSpec {
  const instrument = makeInstrument(
    { name, currency: 'USD', tickSize: { units: 1n, scale: 4 }, lotSize: { units: 1n, scale: 0 } },
    0,
  );
  return { instrument, interval: '1h', bars: 20_000, seed: 7, startUs, ...more };
}

function returns(series: BarSeries): number[] {
  return Array.from({ length: series.length }, (_, i) => Math.log(series.close[i] / series.open[i]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(a: readonly number[], ma: number, b: readonly number[], mb: number): number {
  return mean(a.map((value, i) => (value - ma) * (b[i] - mb)));
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  return covariance(x, mx, y, my) / Math.sqrt(covariance(x, mx, x, mx) * covariance(y, my, y, my));
}

function closes(given: SyntheticSpec): Float64Array {
  return collect(syntheticSource({ ...given, bars: 50 })).close.slice(0, 50);
}

/** Autocorrelation of squared returns. */
function clustering(model: SyntheticModel): number {
  const squares = returns(collect(syntheticSource(spec('A', { params: { model } })))).map((value) => value * value);
  return correlation(squares.slice(1), squares.slice(0, -1));
}

function largestMove(jumpsPerYear: number): number {
  const source = syntheticSource(spec('A', { params: { jumpsPerYear, jumpSize: 0.2 } }));
  return Math.max(...returns(collect(source)).map(Math.abs));
}

describe('a synthetic market', () => {
  it('is the same for the same seed and name, and another for another', () => {
    expect(closes(spec())).toEqual(closes(spec()));
    expect(closes(spec('B'))).not.toEqual(closes(spec()));
    expect(closes(spec('A', { seed: 8 }))).not.toEqual(closes(spec()));
  });

  it('has bars that are consistent, on the grid and in order, under every model', () => {
    const params = fc.record({
      model: fc.constantFrom(...Object.values(SyntheticModel)),
      volatility: fc.double({ min: 0, max: 30, noNaN: true }),
      jumpsPerYear: fc.constantFrom(0, 5000),
    });
    fc.assert(
      fc.property(
        params,
        fc.integer(),
        fc.constantFrom('5m', '1h', '7h', '1d'),
        fc.constantFrom('XNYS', '24/7'),
        (given, seed, interval, name) => {
          const series = collect(
            syntheticSource(
              spec('A', { bars: 300, seed, interval, params: given, calendar: calendarOf(name), price: 0.01 }),
            ),
          );
          expect(series.length).toBe(300);
          for (let i = 0; i < 300; i++) {
            const [open, high, low, close] = [series.open[i], series.high[i], series.low[i], series.close[i]];
            expect(low >= 1 && low <= Math.min(open, close) && high >= Math.max(open, close)).toBe(true);
            expect([open, high, low, close].every(Number.isSafeInteger)).toBe(true);
            expect(series.tsUs[i] > series.openUs[i] && series.volume[i] >= 1).toBe(true);
            if (i > 0) expect(series.openUs[i]).toBeGreaterThanOrEqual(series.tsUs[i - 1]);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has the volatility it was asked for, in every model', () => {
    for (const model of Object.values(SyntheticModel)) {
      const series = collect(syntheticSource(spec('A', { params: { model, volatility: 0.5, drift: 0 } })));
      const squares = returns(series).map((value) => value * value);
      const yearly = Math.sqrt((squares.reduce((sum, value) => sum + value, 0) / squares.length) * 365 * 24);
      expect(yearly, model).toBeGreaterThan(0.45);
      expect(yearly, model).toBeLessThan(0.55);
    }
  });

  it('clusters volatility with garch and regimes, and not as a random walk', () => {
    expect(Math.abs(clustering('random-walk'))).toBeLessThan(0.03);
    expect(clustering('garch')).toBeGreaterThan(0.05);
    expect(clustering('regimes')).toBeGreaterThan(0.15);
  });

  it('jumps when told to', () => {
    expect(largestMove(0)).toBeLessThan(0.02);
    expect(largestMove(50)).toBeGreaterThan(0.1);
  });

  it('keeps the hours of its calendar', () => {
    const calendar = calendarOf('XNYS');
    const series = collect(syntheticSource(spec('A', { bars: 78 * 30, interval: '5m', calendar })));
    for (let i = 0; i < series.length; i++) {
      expect(calendar.sessionAt(series.tsUs[i])).toBe(calendar.sessionAt(series.openUs[i] + 1));
      expect(series.tsUs[i] - series.openUs[i]).toBe(5 * MINUTE_US);
    }
    const daily = collect(syntheticSource(spec('A', { bars: 3, interval: '1d', calendar })));
    expect(daily.tsUs[0] - daily.openUs[0]).toBe(6.5 * HOUR_US);
  });

  it('starts at the moment given, inside a session too', () => {
    const later = startUs + 5 * HOUR_US + 1;
    expect(collect(syntheticSource(spec('A', { bars: 1, startUs: later }))).openUs[0]).toBe(startUs + 6 * HOUR_US);
  });

  it('streams in chunks that refill the same columns', () => {
    const source = syntheticSource(spec('A', { bars: 2 * CHUNK_ROWS + 100, interval: '1m' }));
    const first = source.next()!;
    const column = first.close;
    expect(first.length).toBe(CHUNK_ROWS);
    expect(source.next()!.close).toBe(column);
    expect(source.next()!.length).toBe(100);
    expect(source.next()).toBeUndefined();
  });

  it('refuses parameters that make no market', () => {
    expect(() => syntheticSource(spec('A', { params: { volatility: -1 } }))).toThrow(
      'params.volatility: expected a finite number >= 0, was -1',
    );
    expect(() => syntheticSource(spec('A', { params: { alpha: 0.5, beta: 0.5 } }))).toThrow(
      'expected alpha + beta < 1',
    );
    expect(() => syntheticSource(spec('A', { params: { model: 'levy' as never } }))).toThrow(
      'expected one of random-walk, garch, regimes, was "levy"',
    );
    expect(() => syntheticSource(spec('A', { interval: '1w' }))).toThrow('expected at most 1d');
    expect(() => syntheticSource(spec('A', { bars: -1 }))).toThrow('bars: expected a whole number >= 0, was -1');
    expect(() => syntheticSource(spec('A', { price: 0 }))).toThrow('price: expected at least one tick');
    expect(() => syntheticSource(spec('A', { params: { wildness: 0 } }))).toThrow('params.wildness');
    expect(() => syntheticSource(spec('A', { params: { calmBars: 1 } }))).toThrow('params.calmBars');
  });
});

describe('correlated synthetic markets', () => {
  const matrix = [
    [1, 0.8, -0.3],
    [0.8, 1, 0],
    [-0.3, 0, 1],
  ];

  it('correlate as told, whatever order they are pulled in', () => {
    const specs = ['A', 'B', 'C'].map((name) => spec(name));
    const sources = correlatedSources(specs, matrix);
    const moves = [2, 0, 1].map((i) => ({ i, values: returns(collect(sources[i])) })).sort((a, b) => a.i - b.i);
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      expect(Math.abs(correlation(moves[i].values, moves[j].values) - matrix[i][j])).toBeLessThan(0.03);
    }
  });

  it('may move as one', () => {
    const sources = correlatedSources(
      [spec('A'), spec('B')],
      [
        [1, 1],
        [1, 1],
      ],
    );
    const [a, b] = sources.map((source) => returns(collect(source)));
    expect(correlation(a, b)).toBeGreaterThan(0.999);
  });

  it('refuse a matrix that correlations cannot form', () => {
    const specs = ['A', 'B', 'C'].map((name) => spec(name));
    expect(() => correlatedSources(specs, [[1]])).toThrow('correlation: expected a 3 x 3 matrix');
    expect(() =>
      correlatedSources(specs, [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ]),
    ).toThrow('row 2 contradicts');
    expect(() =>
      correlatedSources(specs, [
        [1, 1, 0],
        [1, 1, 0.5],
        [0, 0.5, 1],
      ]),
    ).toThrow('row 2 contradicts row 1');
    expect(() =>
      correlatedSources(specs.slice(1), [
        [1, 0.5],
        [0.4, 1],
      ]),
    ).toThrow('the same at [1][0] and [0][1], was 0.4 and 0.5');
    expect(() => correlatedSources(specs.slice(2), [[2]])).toThrow('expected 1 at [0][0], was 2');
  });
});
