import { beforeAll, describe, expect, it } from 'vitest';
import { IchimokuCloud } from 'trading-signals';
import { HOUR_US } from '../base/time.ts';
import { adx } from './adx.ts';
import { aroon } from './aroon.ts';
import { columnsOf, constantBars, monotoneBars, randomBars } from './bars.twin.ts';
import { dema } from './dema.ts';
import { ema } from './ema.ts';
import { hma } from './hma.ts';
import { ichimoku } from './ichimoku.ts';
import { indicatorContract } from './indicator.contract.ts';
import type { IndicatorBar } from './indicator.ts';
import { kama } from './kama.ts';
import { linearRegression } from './linear-regression.ts';
import { psar } from './psar.ts';
import { sma } from './sma.ts';
import { supertrend } from './supertrend.ts';
import { loadTalibDirect, type TalibDirect } from './talib-direct.twin.ts';
import { expectSeries, outputOf, seriesOf, type Series } from './talib.twin.ts';
import { tema } from './tema.ts';
import { trendPages } from './trend.ts';
import { vwap } from './vwap.ts';
import { wma } from './wma.ts';

indicatorContract(trendPages, {
  ema: 1000,
  dema: 1500,
  tema: 2000,
  kama: 10_000,
  vwap: 1,
  adx: 2000,
  psar: 5000,
  supertrend: 2000,
});

const bars = randomBars(3000, 11);
const columns = columnsOf(bars);
const { high, low, close } = columns;
let talib: TalibDirect;

beforeAll(async () => {
  talib = await loadTalibDirect();
});

function naiveWma(values: Series, count: number): Series {
  return values.map((_, i) => {
    const window = values.slice(Math.max(0, i - count + 1), i + 1);
    if (window.length < count || window.includes(undefined)) return undefined;
    return (window as number[]).reduce((sum, value, k) => sum + (k + 1) * value, 0) / ((count * (count + 1)) / 2);
  });
}

function barAt(tsUs: number, price: number, volume: number): IndicatorBar {
  return { tsUs, open: price, high: price + 1, low: price - 1, close: price, volume };
}

function wave(step: number): number {
  return Math.sin(step) + 0.1 * step;
}

/** From the definition, with whole arrays. */
function naiveSupertrend(length: number, multiplier: number): { value: Series; direction: Series } {
  const range = talib.call('ATR', [high, low, close], [length])[0];
  const value: Series = [];
  const direction: Series = [];
  const uppers: number[] = [];
  const lowers: number[] = [];
  for (let i = 0; i < close.length; i++) {
    if (i < length) {
      value.push(undefined);
      direction.push(undefined);
      continue;
    }
    const width = multiplier * range[i]!;
    const middle = (high[i] + low[i]) / 2;
    const first = i === length;
    const keepUpper = !first && middle + width >= uppers[i - 1] && close[i - 1] <= uppers[i - 1];
    const keepLower = !first && middle - width <= lowers[i - 1] && close[i - 1] >= lowers[i - 1];
    uppers[i] = keepUpper ? uppers[i - 1] : middle + width;
    lowers[i] = keepLower ? lowers[i - 1] : middle - width;
    const wasUp = !first && direction[i - 1] === 1;
    const isUp = wasUp ? close[i] >= lowers[i] : close[i] > uppers[i];
    direction.push(isUp ? 1 : -1);
    value.push(isUp ? lowers[i] : uppers[i]);
  }
  return { value, direction };
}

function naiveLine(window: readonly number[]): { slope: number; r2: number } {
  const mean = window[0] + window.reduce((sum, value) => sum + (value - window[0]), 0) / window.length;
  const middle = (window.length - 1) / 2;
  const together = window.reduce((sum, value, step) => sum + (value - mean) * (step - middle), 0);
  const spread = window.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const steps = window.reduce((sum, _, step) => sum + (step - middle) ** 2, 0);
  return { slope: together / steps, r2: spread === 0 ? 0 : together ** 2 / (spread * steps) };
}

describe('moving averages', () => {
  it.each([2, 5, 20, 97])('agree with TA-Lib over %i values', (timePeriod) => {
    const theirs = (name: string): Series => talib.call(name, [close], [timePeriod])[0];
    expectSeries(seriesOf(sma(timePeriod), close), theirs('SMA'));
    expectSeries(seriesOf(ema(timePeriod), close), theirs('EMA'));
    expectSeries(seriesOf(wma(timePeriod), close), theirs('WMA'));
    expectSeries(seriesOf(dema(timePeriod), close), theirs('DEMA'));
    expectSeries(seriesOf(tema(timePeriod), close), theirs('TEMA'));
    expectSeries(seriesOf(kama(timePeriod), close), theirs('KAMA'));
  });

  it.each([1, 2, 7, 50])('sma and wma equal their definitions over %i values', (length) => {
    const mean = close.map((_, i) => {
      const window = close.slice(Math.max(0, i - length + 1), i + 1);
      return window.length < length ? undefined : window.reduce((sum, value) => sum + value, 0) / length;
    });
    expectSeries(seriesOf(sma(length), close), mean, 1e-12);
    expectSeries(seriesOf(wma(length), close), naiveWma(close, length), 1e-12);
  });

  it('sma and wma keep nothing of a value that has left', () => {
    const inputs = close.slice(0, 60).map((value, i) => (i === 20 ? 1e15 : value));
    for (const make of [sma, wma]) {
      const fresh = seriesOf(make(7), inputs.slice(21));
      expectSeries(seriesOf(make(7), inputs).slice(27), fresh.slice(6), 1e-14);
    }
  });

  it.each([2, 9, 16, 55])('hma is a wma of twice a short less a long one, over %i values', (length) => {
    const short = naiveWma(close, Math.floor(length / 2));
    const long = naiveWma(close, length);
    const raw = close.map((_, i) => (long[i] === undefined ? undefined : 2 * short[i]! - long[i]!));
    expectSeries(seriesOf(hma(length), close), naiveWma(raw, Math.floor(Math.sqrt(length))), 1e-11);
  });

  it('kama follows a straight line at its fastest and starts from the value before', () => {
    const line = kama(3, 2, 30);
    expect([1, 2, 3].map((value) => line.update(value))).toEqual([undefined, undefined, undefined]);
    expect(line.update(4)).toBeCloseTo(3 + (4 / 9) * 1, 12);
  });

  it('kama takes a still market for an efficient one', () => {
    const average = kama(3, 2, 30);
    for (const value of [0.1, 0.7, 0.3, 0.9, 0.3, 0.3, 0.3]) average.update(value);
    const before = average.update(0.3)!;
    expect(average.update(0.3)).toBeCloseTo(before + ((0.3 - before) * 4) / 9, 14);
  });
});

describe('vwap', () => {
  it('weighs typical prices by volume since the session began', () => {
    const price = vwap();
    expect(price.update(barAt(9 * HOUR_US, 10, 100))).toBe(10);
    expect(price.update(barAt(10 * HOUR_US, 20, 300))).toBe(17.5);
    expect(price.update(barAt(24 * HOUR_US, 30, 400))).toBe(23.75);
    expect(price.update(barAt(25 * HOUR_US, 50, 7))).toBe(50);
  });

  it('restarts where the caller says so', () => {
    const price = vwap((tsUs) => Math.floor(tsUs / (2 * HOUR_US)));
    expect(price.update(barAt(2 * HOUR_US, 10, 1))).toBe(10);
    expect(price.update(barAt(3 * HOUR_US, 20, 1))).toBe(15);
    expect(price.update(barAt(4 * HOUR_US, 40, 1))).toBe(40);
  });

  it('has no value until the session has traded, nor for a bar without volume', () => {
    const price = vwap();
    expect(price.update(barAt(1, 10, 0))).toBeUndefined();
    expect(price.update(barAt(2, 12, 5))).toBe(12);
    expect(price.update(barAt(3, 99, 0))).toBe(12);
    expect(price.update(barAt(4, 14, Number.NaN))).toBeUndefined();
    expect(price.update(barAt(5, 14, 5))).toBe(13);
  });

  it('equals the definition over a random walk', () => {
    const hours = bars.map((each, i) => ({ ...each, tsUs: (i + 1) * HOUR_US }));
    const naive = hours.map((_, i) => {
      const session = hours.slice(i - (i % 24), i + 1);
      const volume = session.reduce((sum, each) => sum + each.volume, 0);
      return session.reduce((sum, each) => sum + ((each.high + each.low + each.close) / 3) * each.volume, 0) / volume;
    });
    const price = vwap();
    expectSeries(
      hours.map((each) => price.update(each)),
      naive,
      1e-12,
    );
  });
});

describe('adx', () => {
  it.each([2, 5, 14, 40])('agrees with TA-Lib over %i bars', (timePeriod) => {
    const theirs = (name: string): Series => talib.call(name, [high, low, close], [timePeriod])[0];
    const later = (series: Series): Series => series.map((value, i) => (i < 2 * timePeriod - 1 ? undefined : value));
    expectSeries(outputOf(adx(timePeriod), bars, 'adx'), theirs('ADX'));
    expectSeries(outputOf(adx(timePeriod), bars, 'plusDi'), later(theirs('PLUS_DI')));
    expectSeries(outputOf(adx(timePeriod), bars, 'minusDi'), later(theirs('MINUS_DI')));
  });

  it('is 100 in a market that only rises and 0 in one that never moved', () => {
    const rising = adx(5);
    const still = adx(5);
    monotoneBars(30).forEach((bar) => rising.update(bar));
    constantBars(30).forEach((bar) => still.update(bar));
    expect({ ...rising.update(monotoneBars(31)[30]) }).toEqual({ adx: 100, plusDi: 100, minusDi: 0 });
    expect({ ...still.update(constantBars(1)[0]) }).toEqual({ adx: 0, plusDi: 0, minusDi: 0 });
  });
});

describe('aroon', () => {
  it.each([2, 5, 14, 60])('agrees with TA-Lib over %i bars', (timePeriod) => {
    const [down, up] = talib.call('AROON', [high, low], [timePeriod], 2);
    const [oscillator] = talib.call('AROONOSC', [high, low], [timePeriod]);
    expectSeries(outputOf(aroon(timePeriod), bars, 'up'), up);
    expectSeries(outputOf(aroon(timePeriod), bars, 'down'), down);
    expectSeries(outputOf(aroon(timePeriod), bars, 'oscillator'), oscillator);
  });

  it('takes the newest of equal extremes', () => {
    const flat = aroon(4);
    const outputs = constantBars(6).map((bar) => flat.update(bar)?.up);
    expect(outputs).toEqual([undefined, undefined, undefined, undefined, 100, 100]);
  });
});

describe('psar', () => {
  it.each([
    [0.02, 0.2],
    [0.05, 0.1],
    [0.3, 0.3],
  ])('agrees with TA-Lib for %f up to %f', (acceleration, maximum) => {
    for (const each of [bars, randomBars(500, 12), randomBars(500, 13), monotoneBars(60), monotoneBars(60, -2)]) {
      const given = columnsOf(each);
      const stop = psar(acceleration, maximum);
      expectSeries(
        each.map((bar) => stop.update(bar)),
        talib.call('SAR', [given.high, given.low], [acceleration, maximum])[0],
      );
    }
  });

  it('refuses an acceleration above its maximum', () => {
    expect(() => psar(0.3, 0.2)).toThrow('acceleration: expected a number <= maximum (0.2), was 0.3');
  });
});

describe('supertrend', () => {
  it.each([
    [10, 3],
    [2, 1],
    [7, 0.5],
  ])('equals its definition over TA-Lib’s ATR for %i bars and a multiplier of %f', (length, multiplier) => {
    const twin = naiveSupertrend(length, multiplier);
    expectSeries(outputOf(supertrend(length, multiplier), bars, 'value'), twin.value);
    expectSeries(outputOf(supertrend(length, multiplier), bars, 'direction'), twin.direction);
    expect(new Set(twin.direction)).toEqual(new Set([undefined, 1, -1]));
  });
});

describe('ichimoku', () => {
  it('agrees with trading-signals, and its cloud is what it drew ahead', () => {
    const cloud = ichimoku(9, 26, 52, 26);
    const oracle = new IchimokuCloud();
    const ahead: { spanA: number; spanB: number }[] = [];
    let compared = 0;
    bars.forEach((bar, i) => {
      const view = cloud.update(bar);
      const theirs = oracle.update(bar, false);
      if (theirs !== null) ahead[i] = { spanA: theirs.spanA, spanB: theirs.spanB };
      if (view === undefined) return;
      compared += 1;
      expect(view.conversion).toBe(theirs?.conversion);
      expect(view.base).toBe(theirs?.base);
      expect({ spanA: view.aheadA, spanB: view.aheadB }).toEqual(ahead[i]);
      expect({ spanA: view.spanA, spanB: view.spanB }).toEqual(ahead[i - 26]);
    });
    expect(compared).toBe(bars.length - 77);
  });

  it('takes windows in any order of length', () => {
    const cloud = ichimoku(5, 3, 2, 1);
    const outputs = monotoneBars(7).map((bar) => cloud.update(bar)?.conversion);
    expect(outputs).toEqual([undefined, undefined, undefined, undefined, undefined, 1003.5, 1004.5]);
  });
});

describe('linear regression', () => {
  it.each([2, 5, 14, 200])('agrees with TA-Lib over %i values', (timePeriod) => {
    const theirs = (name: string): Series => talib.call(name, [close], [timePeriod])[0];
    expectSeries(outputOf(linearRegression(timePeriod), close, 'value'), theirs('LINEARREG'));
    expectSeries(outputOf(linearRegression(timePeriod), close, 'slope'), theirs('LINEARREG_SLOPE'));
    expectSeries(outputOf(linearRegression(timePeriod), close, 'intercept'), theirs('LINEARREG_INTERCEPT'));
  });

  it.each([3, 14, 50])('r2 is the squared correlation with time over %i values', (length) => {
    const naive = close.map((_, i) => (i < length - 1 ? undefined : naiveLine(close.slice(i - length + 1, i + 1)).r2));
    expectSeries(outputOf(linearRegression(length), close, 'r2'), naive);
  });

  it.each([
    ['a jump', (i: number) => (i < 9 ? 0 : 2 ** 30) + wave(i)],
    ['a spike', (i: number) => (i === 9 ? 2 ** 30 : 0) + wave(i)],
    ['a spike the other way', (i: number) => (i === 11 ? -(2 ** 40) : 7) + wave(i)],
  ])('keeps its digits after %s', (_, value) => {
    const length = 8;
    const line = linearRegression(length);
    const inputs = Array.from({ length: 40 }, (_each, i) => value(i));
    const outputs = inputs.map((input) => ({ ...line.update(input) }));
    for (let i = length - 1; i < inputs.length; i++) {
      const twin = naiveLine(inputs.slice(i - length + 1, i + 1));
      expect(outputs[i].r2).toBeCloseTo(twin.r2, 9);
      expect(outputs[i].slope! / twin.slope).toBeCloseTo(1, 9);
    }
  });

  it('says of a line that it is one, and of a still market that it explains nothing', () => {
    const line = linearRegression(4);
    const still = linearRegression(4);
    const walk = [3, 1, 4, 1, 5, 2, 4, 6, 8];
    expect(walk.map((value) => line.update(value)?.r2).at(-1)).toBeCloseTo(1, 12);
    for (const walk of [
      [0.3, 0.7, 0.1, 0.1, 0.1, 0.1],
      [0.3, 0.1, 0.37, 0.63, 0.3, 0.3, 0.3, 0.3, 0.3],
    ]) {
      const last = walk.at(-1);
      expect({ ...walk.map((value) => still.update(value)).at(-1) }).toEqual({
        value: last,
        slope: 0,
        intercept: last,
        r2: 0,
      });
    }
  });
});

describe('markets without a middle way', () => {
  it.each([
    ['only rises', monotoneBars(120)],
    ['only falls', monotoneBars(120, -3)],
    ['does not move', constantBars(120)],
  ])('one that %s: as TA-Lib', (_, market) => {
    const given = columnsOf(market);
    const prices = [given.high, given.low, given.close];
    const ofClose = (name: string): Series => talib.call(name, [given.close], [9])[0];
    expectSeries(seriesOf(sma(9), given.close), ofClose('SMA'));
    expectSeries(seriesOf(wma(9), given.close), ofClose('WMA'));
    expectSeries(seriesOf(tema(9), given.close), ofClose('TEMA'));
    expectSeries(seriesOf(kama(9), given.close), ofClose('KAMA'));
    expectSeries(outputOf(linearRegression(9), given.close, 'slope'), ofClose('LINEARREG_SLOPE'));
    expectSeries(outputOf(adx(9), market, 'adx'), talib.call('ADX', prices, [9])[0]);
    expectSeries(outputOf(aroon(9), market, 'oscillator'), talib.call('AROONOSC', [given.high, given.low], [9])[0]);
    expectSeries(seriesOf(psar(), market), talib.call('SAR', [given.high, given.low], [0.02, 0.2])[0]);
  });
});
