import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { columnsOf, constantBars, monotoneBars, randomBars } from './bars.twin.ts';
import { indicatorContract } from './indicator.contract.ts';
import type { Indicator, PairIndicator } from './indicator.ts';
import { rollingBeta } from './rolling-beta.ts';
import { rollingCorrelation } from './rolling-correlation.ts';
import { rollingKurtosis } from './rolling-kurtosis.ts';
import { rollingMax } from './rolling-max.ts';
import { rollingMean } from './rolling-mean.ts';
import { rollingMedian } from './rolling-median.ts';
import { rollingMin } from './rolling-min.ts';
import { rollingQuantile } from './rolling-quantile.ts';
import { rollingSkew } from './rolling-skew.ts';
import { rollingVariance } from './rolling-variance.ts';
import { rollingZScore } from './rolling-z-score.ts';
import { rollingPages } from './rolling.ts';
import { stdDev } from './std-dev.ts';
import { loadTalibDirect, type TalibDirect } from './talib-direct.twin.ts';
import { expectSeries, seriesOf, type Series } from './talib.twin.ts';

const closes = (bars: Parameters<typeof columnsOf>[0]): number[] => columnsOf(bars).close;
const walk = closes(randomBars(3000, 17));
const other = walk.map((close, i) => 0.4 * close + closes(randomBars(3000, 18))[i]);
const markets = {
  walk: [walk, other],
  constant: [closes(constantBars(200, 100.1)), other.slice(0, 200)],
  monotone: [closes(monotoneBars(200)), closes(monotoneBars(200, -0.5))],
  'walk, then nothing': [[...walk.slice(0, 150), ...Array<number>(100).fill(0.1)], other.slice(0, 250)],
} as const;

let talib: TalibDirect;

beforeAll(async () => {
  talib = await loadTalibDirect();
});

function pairs(indicator: PairIndicator<number>, xs: readonly number[], ys: readonly number[]): Series {
  return xs.map((x, i) => indicator.update(x, ys[i]));
}

/** The definition over every window, in one go. */
function naive(values: readonly number[], length: number, definition: (last: readonly number[]) => number): Series {
  return values.map((_, i) => (i + 1 < length ? undefined : definition(values.slice(i + 1 - length, i + 1))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

function returns(prices: readonly number[]): number[] {
  return prices.slice(1).map((price, i) => price / prices[i] - 1);
}

function unsigned(series: Series): Series {
  return series.map((value) => (value === 0 ? 0 : value));
}

/** Equal, and 0 equals -0. */
function expectSame(ours: Series, theirs: Series): void {
  expect(unsigned(ours)).toEqual(unsigned(theirs));
}

/** Biased. */
function moment(values: readonly number[], power: number): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** power));
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const fraction = position - below;
  return fraction === 0 ? sorted[below] : sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

indicatorContract(rollingPages);

describe.each(Object.entries(markets))('rolling against TA-Lib, %s', (_, [xs]) => {
  it.each([2, 3, 20, 100])('MIN, MAX (%i)', (length) => {
    expect(seriesOf(rollingMin(length), xs)).toEqual(talib.call('MIN', [xs], [length])[0]);
    expect(seriesOf(rollingMax(length), xs)).toEqual(talib.call('MAX', [xs], [length])[0]);
  });

  // TA-Lib takes squared means from means of squares: a few digits are lost to the price level
  it.each([2, 5, 20, 100])('VAR(%i)', (length) => {
    expectSeries(seriesOf(rollingVariance(length, 0), xs), talib.call('VAR', [xs], [length, 1])[0], 1e-8);
  });
});

describe('pairs against TA-Lib', () => {
  it.each([5, 30, 100])('CORREL(%i)', (length) => {
    expectSeries(
      pairs(rollingCorrelation(length), walk, other),
      talib.call('CORREL', [walk, other], [length])[0],
      1e-6,
    );
  });

  it.each([2, 5, 30])('BETA(%i), which makes returns of its prices', (length) => {
    const [theirs] = talib.call('BETA', [walk, other], [length]);
    expectSeries(pairs(rollingBeta(length), returns(walk), returns(other)), theirs.slice(1), 1e-5);
  });
});

describe.each([2, 3, 20, 101])('rolling against definitions over windows of %i', (length) => {
  it.each([
    ['mean', rollingMean(length), mean],
    ['variance', rollingVariance(length), (last: readonly number[]) => (moment(last, 2) * length) / (length - 1)],
    ['skew', rollingSkew(length), (last: readonly number[]) => moment(last, 3) / moment(last, 2) ** 1.5],
    ['kurtosis', rollingKurtosis(length), (last: readonly number[]) => moment(last, 4) / moment(last, 2) ** 2],
    [
      'z-score',
      rollingZScore(length, 0),
      (last: readonly number[]) => (last[length - 1] - mean(last)) / Math.sqrt(moment(last, 2)),
    ],
  ] as [string, Indicator<number, number>, (last: readonly number[]) => number][])(
    '%s',
    (_name, indicator, definition) => {
      // a walk with a flat stretch in windows of 2 has no spread: 0 there, where the definition divides by 0
      const theirs = naive(walk, length, (last) => definition(last) || 0);
      expectSeries(seriesOf(indicator, walk), theirs, 1e-9);
    },
  );

  it('median and quantiles', () => {
    expect(seriesOf(rollingMedian(length), walk)).toEqual(naive(walk, length, (last) => quantile(last, 0.5)));
    for (const q of [0, 0.01, 0.25, 0.9, 1]) {
      expect(seriesOf(rollingQuantile(length, q), walk)).toEqual(naive(walk, length, (last) => quantile(last, q)));
    }
  });

  it('correlation and beta', () => {
    const definition = (divisor: (x: readonly number[], y: readonly number[]) => number): Series =>
      walk.map((_, i) => {
        if (i + 1 < length) return undefined;
        const x = walk.slice(i + 1 - length, i + 1);
        const y = other.slice(i + 1 - length, i + 1);
        const [middleX, middleY] = [mean(x), mean(y)];
        return mean(x.map((value, k) => (value - middleX) * (y[k] - middleY))) / divisor(x, y) || 0;
      });
    const correlation = definition((x, y) => Math.sqrt(moment(x, 2) * moment(y, 2)));
    expectSeries(pairs(rollingCorrelation(length), walk, other), correlation);
    expectSeries(
      pairs(rollingBeta(length), walk, other),
      definition((x) => moment(x, 2)),
    );
  });
});

describe('parameters', () => {
  it('are refused where they leave their range, with the range', () => {
    expect(() => rollingQuantile(5, 1.5)).toThrow('q: expected a number from 0 to 1, was 1.5');
    expect(() => rollingQuantile(5, -0.1)).toThrow('q: expected a number from 0 to 1, was -0.1');
    expect(() => rollingVariance(2, 2)).toThrow('period: expected a whole number >= 3, was 2');
    expect(() => rollingZScore(1, 0)).toThrow('period: expected a whole number >= 2, was 1');
    expect(() => rollingVariance(5, -1)).toThrow('ddof: expected a whole number >= 0, was -1');
  });
});

describe('digits', () => {
  const high = [4, 7, 13, 16].map((value) => 1e9 + value);

  it('are not lost to a high level', () => {
    expect(seriesOf(rollingVariance(4), high)[3]).toBe(30);
    expect(seriesOf(rollingVariance(4, 0), high)[3]).toBe(22.5);
    expect(seriesOf(stdDev(4), high)[3]).toBe(Math.sqrt(22.5));
    expect(seriesOf(rollingMean(4), high)[3]).toBe(1e9 + 10);
  });

  it('are not lost on the way to a high level, nor after a spike', () => {
    for (const before of [
      [1, 2, 3, 5, 8],
      [1e15, -3e14, 7, 1e12],
      [0, 0, 0, 0, 0, 0],
    ]) {
      const series = [...before, ...high];
      expect(seriesOf(rollingVariance(4), series).at(-1)).toBe(30);
      expect(seriesOf(rollingMean(4), series).at(-1)).toBe(1e9 + 10);
      expect(seriesOf(rollingZScore(4), series).at(-1)).toBe(6 / Math.sqrt(30));
      expect(seriesOf(rollingSkew(4), series).at(-1)).toBe(0);
      expect(seriesOf(rollingKurtosis(4), series).at(-1)).toBeCloseTo((6 ** 4 + 3 ** 4) / 2 / 22.5 ** 2, 12);
      expect(
        pairs(
          rollingBeta(4),
          series,
          series.map((value) => 1e7 - 2 * value),
        ).at(-1),
      ).toBe(-2);
    }
  });

  it('equal values have no spread at all', () => {
    const still = [...walk.slice(0, 70), ...Array<number>(20).fill(0.1)];
    expect(seriesOf(rollingVariance(20), still).at(-1)).toBe(0);
    expect(seriesOf(rollingMean(20), still).at(-1)).toBe(0.1);
    expect(seriesOf(rollingZScore(20), still).at(-1)).toBe(0);
    expect(seriesOf(rollingSkew(20), still).at(-1)).toBe(0);
    expect(seriesOf(rollingKurtosis(20), still).at(-1)).toBe(0);
    expect(pairs(rollingCorrelation(20), still, walk).at(-1)).toBe(0);
    expect(pairs(rollingCorrelation(20), walk, still)[89]).toBe(0);
    expect(pairs(rollingBeta(20), still, walk).at(-1)).toBe(0);
  });

  /** Levels up to 10 orders of magnitude above the steps upon them, short of where steps count as rounding. */
  const wild = fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -50, max: 50 }).map((value) => 1e9 + value),
    fc.integer({ min: -50, max: 50 }).map((value) => value * 1e9),
  );
  const stretches = fc
    .array(fc.tuple(wild, fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 30 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => parts.flatMap(([level, steps]) => steps.map((step) => level + step)));

  it('survive any jump of level: variance and covariance equal exact arithmetic', () => {
    fc.assert(
      fc.property(stretches, stretches, fc.integer({ min: 2, max: 25 }), (xs, others, length) => {
        const ys = xs.map((_, i) => others[i % others.length]);
        const variances = seriesOf(rollingVariance(length), xs);
        const betas = pairs(rollingBeta(length), xs, ys);
        for (let i = length - 1; i < xs.length; i++) {
          const x = xs.slice(i + 1 - length, i + 1).map(BigInt);
          const y = ys.slice(i + 1 - length, i + 1).map(BigInt);
          const n = BigInt(length);
          const spread = n * total(x.map((value) => value * value)) - total(x) ** 2n;
          const spreadY = n * total(y.map((value) => value * value)) - total(y) ** 2n;
          const common = n * total(x.map((value, k) => value * y[k])) - total(x) * total(y);
          const variance = Number(spread) / length / (length - 1);
          expect(Math.abs((variances[i] ?? NaN) - variance)).toBeLessThanOrEqual(1e-10 * variance);
          if (spread === 0n) expect(betas[i]).toBe(0);
          // a covariance may be a small difference of large products: its error is measured against the two spreads
          else {
            const error = Math.abs((betas[i] ?? NaN) - Number(common) / Number(spread));
            expect(error).toBeLessThanOrEqual(1e-10 * Math.sqrt(Number(spreadY) / Number(spread)));
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('order statistics', () => {
  it('equal those of the sorted window, ties and all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
          minLength: 1,
          maxLength: 120,
        }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, length, q) => {
          expectSame(
            seriesOf(rollingQuantile(length, q), values),
            naive(values, length, (last) => quantile(last, q)),
          );
          expectSame(
            seriesOf(rollingMedian(length), values),
            naive(values, length, (last) => quantile(last, 0.5)),
          );
          expectSame(
            seriesOf(rollingMin(length), values),
            naive(values, length, (last) => Math.min(...last)),
          );
          expectSame(
            seriesOf(rollingMax(length), values),
            naive(values, length, (last) => Math.max(...last)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
