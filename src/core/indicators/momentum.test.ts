import { beforeAll, describe, expect, it } from 'vitest';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { columnsOf, constantBars, monotoneBars, randomBars } from './bars.twin.ts';
import { cci } from './cci.ts';
import { indicatorContract } from './indicator.contract.ts';
import { macd } from './macd.ts';
import { mfi } from './mfi.ts';
import { mom } from './mom.ts';
import { momentumPages } from './momentum.ts';
import { ppo } from './ppo.ts';
import { roc } from './roc.ts';
import { rsi } from './rsi.ts';
import { stochRsi } from './stoch-rsi.ts';
import { stochastic } from './stochastic.ts';
import { loadTalibDirect, type TalibDirect } from './talib-direct.twin.ts';
import { expectSeries, outputOf, seriesOf, type Series } from './talib.twin.ts';
import { trix } from './trix.ts';
import { ultimate } from './ultimate.ts';
import { williamsR } from './williams-r.ts';

indicatorContract(momentumPages, { rsi: 1000, macd: 2000, ppo: 2000, stochRsi: 2000, trix: 2000 });

const bars = randomBars(3000, 21);
const columns = columnsOf(bars);
const { high, low, close, volume } = columns;
let talib: TalibDirect;

beforeAll(async () => {
  talib = await loadTalibDirect();
});

describe('rsi', () => {
  it.each([2, 5, 14, 50])('agrees with TA-Lib over %i values', (timePeriod) => {
    expectSeries(seriesOf(rsi(timePeriod), close), talib.call('RSI', [close], [timePeriod])[0]);
  });

  it('gives the reference values', () => {
    const outputs = seriesOf(rsi(4), quant.vol.C).filter((value) => value !== undefined);
    expect(outputs.length).toBe(quant.vol.rsi4_wilder.length);
    outputs.forEach((value, i) => expect(value).toBeCloseTo(quant.vol.rsi4_wilder[i], 12));
  });

  it('is 0 where there was neither gain nor loss, 100 where there were only gains', () => {
    expect(seriesOf(rsi(3), [5, 5, 5, 5, 5]).slice(3)).toEqual([0, 0]);
    expect(seriesOf(rsi(3), [5, 6, 7, 8, 8]).slice(3)).toEqual([100, 100]);
    expect(seriesOf(rsi(3), [5, 4, 3, 2, 1]).slice(3)).toEqual([0, 0]);
  });
});

describe('macd', () => {
  it.each([
    [12, 26, 9],
    [2, 3, 2],
    [5, 35, 5],
  ])('agrees with TA-Lib for %i, %i, %i', (fastPeriod, slowPeriod, signalPeriod) => {
    const [line, signal, histogram] = talib.call('MACD', [close], [fastPeriod, slowPeriod, signalPeriod], 3);
    const make = () => macd(fastPeriod, slowPeriod, signalPeriod);
    expectSeries(outputOf(make(), close, 'macd'), line);
    expectSeries(outputOf(make(), close, 'signal'), signal);
    expectSeries(outputOf(make(), close, 'histogram'), histogram);
  });

  it('refuses a fast average that is not the faster one', () => {
    expect(() => macd(26, 26, 9)).toThrow('fast: expected a whole number below slow (26), was 26');
  });
});

describe('ppo', () => {
  it.each([
    [12, 26, 9],
    [2, 3, 2],
    [5, 35, 5],
  ])('agrees with TA-Lib for %i, %i, %i', (fastPeriod, slowPeriod, signal) => {
    const first = slowPeriod + signal - 2;
    const [line] = talib.call('PPO', [close], [fastPeriod, slowPeriod, 1]);
    const lines = line.slice(slowPeriod - 1) as number[];
    const signals = [...Array(slowPeriod - 1).fill(undefined), ...talib.call('EMA', [lines], [signal])[0]] as Series;
    const make = () => ppo(fastPeriod, slowPeriod, signal);
    const late = (series: Series): Series => series.map((value, i) => (i < first ? undefined : value));
    expectSeries(outputOf(make(), close, 'ppo'), late(line));
    expectSeries(outputOf(make(), close, 'signal'), signals);
    expectSeries(
      outputOf(make(), close, 'histogram'),
      signals.map((value, i) => (value === undefined ? undefined : line[i]! - value)),
    );
  });

  it('is 0 where the slow average is', () => {
    expect(outputOf(ppo(1, 2, 1), [1, -1, 3], 'ppo')).toEqual([undefined, 0, 50]);
  });

  it('refuses a fast average that is not the faster one', () => {
    expect(() => ppo(27, 26, 9)).toThrow('fast: expected a whole number below slow (26), was 27');
  });
});

describe('stochastic', () => {
  it.each([
    [14, 3, 3],
    [5, 1, 3],
    [2, 2, 1],
    [40, 5, 9],
  ])('agrees with TA-Lib for %i, %i, %i', (length, smooth, signal) => {
    const [k, d] = talib.call('STOCH', [high, low, close], [length, smooth, 0, signal, 0], 2);
    expectSeries(outputOf(stochastic(length, smooth, signal), bars, 'k'), k);
    expectSeries(outputOf(stochastic(length, smooth, signal), bars, 'd'), d);
  });

  it('is 100 where every close is the highest high, and 0 where nothing moves', () => {
    const rising = outputOf(stochastic(3, 1, 2), monotoneBars(10), 'k');
    const still = outputOf(stochastic(3, 1, 2), constantBars(10), 'k');
    expect(rising.slice(3)).toEqual(Array(7).fill(100));
    expect(still.slice(3)).toEqual(Array(7).fill(0));
  });
});

describe('stochastic rsi', () => {
  it.each([
    [14, 14, 3],
    [14, 5, 3],
    [3, 9, 1],
  ])('without smoothing agrees with TA-Lib for %i, %i, %i', (timePeriod, range, signal) => {
    const [k, d] = talib.call('STOCHRSI', [close], [timePeriod, range, signal, 0], 2);
    expectSeries(outputOf(stochRsi(timePeriod, range, 1, signal), close, 'k'), k);
    expectSeries(outputOf(stochRsi(timePeriod, range, 1, signal), close, 'd'), d);
  });

  it('smoothed, k is what d was without', () => {
    const d = outputOf(stochRsi(14, 14, 1, 3), close, 'd');
    const k = outputOf(stochRsi(14, 14, 3, 1), close, 'k');
    expectSeries(k, d, 0);
  });
});

describe('cci', () => {
  it.each([2, 5, 20, 60])('agrees with TA-Lib over %i bars', (timePeriod) => {
    expectSeries(seriesOf(cci(timePeriod), bars), talib.call('CCI', [high, low, close], [timePeriod])[0]);
  });

  it('is 0 where nothing moves, also after it did', () => {
    const moved = [...bars.slice(0, 30), ...constantBars(6, 0.1)];
    expect(seriesOf(cci(5), moved).slice(-2)).toEqual([0, 0]);
  });
});

describe('changes', () => {
  it.each([1, 10, 63])('roc and mom agree with TA-Lib over %i values', (timePeriod) => {
    expectSeries(seriesOf(roc(timePeriod), close), talib.call('ROC', [close], [timePeriod])[0]);
    expectSeries(seriesOf(mom(timePeriod), close), talib.call('MOM', [close], [timePeriod])[0]);
  });

  it('roc is 0 where the earlier value is', () => {
    expect(seriesOf(roc(1), [0, 5, 10])).toEqual([undefined, 0, 100]);
  });

  it.each([2, 15, 30])('trix agrees with TA-Lib over %i values', (timePeriod) => {
    expectSeries(seriesOf(trix(timePeriod), close), talib.call('TRIX', [close], [timePeriod])[0]);
  });
});

describe('williams %R', () => {
  it.each([2, 14, 100])('agrees with TA-Lib over %i bars', (timePeriod) => {
    expectSeries(seriesOf(williamsR(timePeriod), bars), talib.call('WILLR', [high, low, close], [timePeriod])[0]);
  });

  it('is 0 at the highest high, -100 at the lowest low', () => {
    expect(seriesOf(williamsR(3), monotoneBars(5)).slice(2)).toEqual([0, 0, 0]);
    expect(seriesOf(williamsR(3), monotoneBars(5, -1)).slice(2)).toEqual([-100, -100, -100]);
  });
});

describe('mfi', () => {
  it.each([2, 14, 60])('agrees with TA-Lib over %i bars', (timePeriod) => {
    expectSeries(seriesOf(mfi(timePeriod), bars), talib.call('MFI', [high, low, close, volume], [timePeriod])[0]);
  });

  it('is 0 where nothing flowed, and does not care how small the flows were', () => {
    expect(seriesOf(mfi(3), constantBars(6)).slice(3)).toEqual([0, 0, 0]);
    const quiet = bars.slice(0, 40).map((bar) => ({ ...bar, volume: 0 }));
    expect(seriesOf(mfi(3), [...bars.slice(40, 60), ...quiet]).slice(-37)).toEqual(Array(37).fill(0));
    const small = bars.map((bar) => ({ ...bar, volume: bar.volume * 2 ** -40 }));
    expectSeries(seriesOf(mfi(14), small), seriesOf(mfi(14), bars), 0);
  });

  it('passes over a bar without a volume', () => {
    const known = bars.slice(0, 30);
    const holed = known.flatMap((bar) => [bar, { ...bar, close: 7, volume: Number.NaN }]);
    const outputs = seriesOf(mfi(5), holed);
    expect(outputs.filter((_, i) => i % 2 === 1).every((value) => value === undefined)).toBe(true);
    expect(outputs.filter((_, i) => i % 2 === 0)).toEqual(seriesOf(mfi(5), known));
  });
});

describe('ultimate oscillator', () => {
  it.each([
    [7, 14, 28],
    [2, 3, 4],
    [10, 50, 200],
  ])('agrees with TA-Lib for %i, %i, %i', (timePeriod1, timePeriod2, timePeriod3) => {
    expectSeries(
      seriesOf(ultimate(timePeriod1, timePeriod2, timePeriod3), bars),
      talib.call('ULTOSC', [high, low, close], [timePeriod1, timePeriod2, timePeriod3])[0],
    );
  });

  it('is 100 where every close is its bar’s high, 0 where nothing moves', () => {
    expect(seriesOf(ultimate(2, 3, 4), monotoneBars(8)).slice(4)).toEqual([100, 100, 100, 100]);
    expect(seriesOf(ultimate(2, 3, 4), constantBars(8)).slice(4)).toEqual([0, 0, 0, 0]);
  });
});

describe('markets without a middle way', () => {
  it.each([
    ['only rises', monotoneBars(120)],
    ['only falls', monotoneBars(120, -3)],
    ['does not move', constantBars(120)],
    ['does not trade', randomBars(120, 5).map((bar) => ({ ...bar, volume: 0 }))],
  ])('one that %s: as TA-Lib', (_, market) => {
    const given = columnsOf(market);
    const prices = [given.high, given.low, given.close];
    const theirs = (name: string, inputs: number[][], options: number[]): Series =>
      talib.call(name, inputs, options)[0];
    expectSeries(seriesOf(rsi(14), given.close), theirs('RSI', [given.close], [14]));
    expectSeries(outputOf(macd(), given.close, 'histogram'), talib.call('MACD', [given.close], [12, 26, 9], 3)[2]);
    expectSeries(outputOf(stochastic(), market, 'd'), talib.call('STOCH', prices, [14, 3, 0, 3, 0], 2)[1]);
    expectSeries(seriesOf(cci(20), market), theirs('CCI', prices, [20]));
    expectSeries(seriesOf(roc(10), given.close), theirs('ROC', [given.close], [10]));
    expectSeries(seriesOf(williamsR(14), market), theirs('WILLR', prices, [14]));
    expectSeries(seriesOf(mfi(14), market), theirs('MFI', [...prices, given.volume], [14]));
    expectSeries(seriesOf(trix(5), given.close), theirs('TRIX', [given.close], [5]));
    expectSeries(seriesOf(ultimate(), market), theirs('ULTOSC', prices, [7, 14, 28]));
  });
});
