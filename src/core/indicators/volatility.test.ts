import { KeltnerChannels, DonchianChannels } from 'trading-signals';
import { beforeAll, describe, expect, it } from 'vitest';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { mulberry32 } from '../base/random.ts';
import { atr } from './atr.ts';
import { columnsOf, constantBars, monotoneBars, randomBars } from './bars.twin.ts';
import { bollinger } from './bollinger.ts';
import { closeToClose } from './close-to-close.ts';
import { donchian } from './donchian.ts';
import { ewmaVolatility } from './ewma-volatility.ts';
import { garmanKlass } from './garman-klass.ts';
import { indicatorContract } from './indicator.contract.ts';
import type { Indicator, IndicatorBar } from './indicator.ts';
import { keltner } from './keltner.ts';
import { natr } from './natr.ts';
import { parkinson } from './parkinson.ts';
import { rogersSatchell } from './rogers-satchell.ts';
import { stdDev } from './std-dev.ts';
import { loadTalibDirect, type TalibDirect } from './talib-direct.twin.ts';
import { expectSeries, type Series } from './talib.twin.ts';
import { volatilityPages } from './volatility.ts';
import { yangZhang } from './yang-zhang.ts';

const { vol, risk } = quant;
const fixtureBars: IndicatorBar[] = vol.O.map((open, i) => ({
  tsUs: i,
  open,
  high: vol.H[i],
  low: vol.L[i],
  close: vol.C[i],
  volume: Number.NaN,
}));

const walk = randomBars(3000, 11);
const markets = {
  walk,
  constant: constantBars(200, 100.1),
  monotone: monotoneBars(200),
  falling: monotoneBars(200, -1),
};

let talib: TalibDirect;

beforeAll(async () => {
  talib = await loadTalibDirect();
});

function over<In, Out>(indicator: Indicator<In, Out>, inputs: readonly In[]): (Out | undefined)[] {
  return inputs.map((input) => {
    const output = indicator.update(input);
    return typeof output === 'object' ? { ...output } : output;
  });
}

function field<View>(views: readonly (View | undefined)[], name: keyof View): Series {
  return views.map((view) => view?.[name] as number | undefined);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[], ddof = 1): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - ddof);
}

indicatorContract(volatilityPages, { atr: 500, natr: 500, keltner: 500, ewmaVolatility: 600 });

describe.each(Object.entries(markets))('volatility against TA-Lib, %s', (_, bars) => {
  const { high, low, close } = columnsOf(bars);
  // TA-Lib takes squared means from means of squares, which leaves noise where nothing moves; a naive twin has the digits
  const tolerance = 1e-5;

  it.each([1, 2, 14, 50])('ATR(%i)', (length) => {
    const [theirs] = talib.call('ATR', [high, low, close], [length]);
    expectSeries(over(atr(length), bars), theirs);
  });

  it.each([2, 14, 50])('NATR(%i)', (length) => {
    const [theirs] = talib.call('NATR', [high, low, close], [length]);
    expectSeries(over(natr(length), bars), theirs);
  });

  it.each([2, 5, 20, 100])('STDDEV(%i)', (length) => {
    const [theirs] = talib.call('STDDEV', [close], [length, 1]);
    expectSeries(over(stdDev(length), close), theirs, tolerance);
  });

  it.each([2, 5, 20, 100])('the definition of a standard deviation (%i)', (length) => {
    for (const ddof of [0, 1]) {
      const theirs = close.map((_close, i) => {
        if (i + 1 < length) return undefined;
        return Math.sqrt(variance(close.slice(i + 1 - length, i + 1), ddof));
      });
      expectSeries(over(stdDev(length, ddof), close), theirs, 1e-11);
    }
  });

  it.each([2, 20])('BBANDS(%i)', (length) => {
    const [upper, middle, lower] = talib.call('BBANDS', [close], [length, 2.5, 2.5, 0], 3);
    const ours = over(bollinger(length, 2.5), close);
    expectSeries(field(ours, 'upper'), upper, tolerance);
    expectSeries(field(ours, 'middle'), middle);
    expectSeries(field(ours, 'lower'), lower, tolerance);
  });
});

describe('channels against trading-signals', () => {
  it('Keltner', () => {
    const ours = over(keltner(20, 10, 1.5), walk);
    const twin = new KeltnerChannels({ emaInterval: 20, atrInterval: 10, multiplier: 1.5 });
    const theirs = walk.map((bar) => twin.update(bar, false) ?? undefined);
    // its ATR starts from the first bar's high - low and its EMA from the first value: the same after the seeds have faded
    for (const name of ['upper', 'middle', 'lower'] as const) {
      expectSeries(field(ours, name).slice(500), field(theirs, name).slice(500));
    }
  });

  it('Keltner is EMA and ATR in one', () => {
    const ours = over(keltner(3, 4, 2), walk.slice(0, 200));
    const ranges = over(atr(4), walk.slice(0, 200));
    ours.forEach((view, i) => {
      const range = ranges[i];
      if (range === undefined) return expect(view).toBeUndefined();
      expect(view?.upper).toBeCloseTo((view?.middle ?? 0) + 2 * range, 12);
      expect(view?.lower).toBeCloseTo((view?.middle ?? 0) - 2 * range, 12);
    });
  });

  it.each([1, 2, 20, 55])('Donchian(%i)', (length) => {
    const twin = new DonchianChannels(length);
    const ours = over(donchian(length), walk);
    const theirs = walk.map((bar) => twin.update(bar, false) ?? undefined);
    expect(ours).toEqual(theirs);
  });
});

describe('parameters', () => {
  it('are refused where they leave their range, with the range', () => {
    expect(() => ewmaVolatility(1.01)).toThrow('lambda: expected a number from 0 to 1, was 1.01');
    expect(() => bollinger(20, -1)).toThrow('deviations: expected a number >= 0, was -1');
    expect(() => keltner(20, 0)).toThrow('atrPeriod: expected a whole number >= 1, was 0');
    expect(() => stdDev(1, 1)).toThrow('period: expected a whole number >= 2, was 1');
    expect(() => yangZhang(1)).toThrow('period: expected a whole number >= 2, was 1');
  });
});

describe('Bollinger extras', () => {
  it('percentB and width follow from the bands', () => {
    const closes = walk.map((bar) => bar.close);
    over(bollinger(20), closes).forEach((view, i) => {
      if (view === undefined) return;
      expect(view.percentB).toBeCloseTo((closes[i] - view.lower) / (view.upper - view.lower), 9);
      expect(view.width).toBeCloseTo((view.upper - view.lower) / view.middle, 12);
    });
  });

  it('is one line where nothing moves', () => {
    expect(over(bollinger(20), Array<number>(20).fill(0.1)).at(-1)).toEqual({
      upper: 0.1,
      middle: 0.1,
      lower: 0.1,
      percentB: 0.5,
      width: 0,
    });
  });
});

describe('volatility estimators against the reference values', () => {
  it.each([
    ['Parkinson', parkinson(10), vol.parkinson_var],
    ['Garman-Klass', garmanKlass(10), vol.gk_var],
    ['Rogers-Satchell', rogersSatchell(10), vol.rs_var],
    ['Yang-Zhang', yangZhang(9), vol.yz_n9.var],
  ])('%s', (_, estimator, variance) => {
    const outputs = over(estimator, fixtureBars);
    expect(outputs.slice(0, 9).every((output) => output === undefined)).toBe(true);
    expect((outputs[9] ?? 0) ** 2 / variance).toBeCloseTo(1, 10);
  });

  it('close to close', () => {
    const outputs = over(closeToClose(9), vol.C);
    expect((outputs[9] ?? 0) / vol.cc_sd).toBeCloseTo(1, 10);
  });

  it('ATR(4)', () => {
    const outputs = over(atr(4), fixtureBars);
    expect(outputs.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
    vol.atr4_wilder.forEach((value, i) => expect(outputs[4 + i]).toBeCloseTo(value, 12));
  });

  it('EWMA', () => {
    const random = mulberry32(42);
    let price = 1;
    const prices = [price];
    for (let i = 0; i < 250; i++) {
      let sum = 0;
      for (let j = 0; j < 12; j++) sum += random();
      price *= Math.exp(0.01 * (sum - 6));
      prices.push(price);
    }
    expect((over(ewmaVolatility(0.94), prices).at(-1) ?? 0) / risk.S42['95'].ewma_sigma).toBeCloseTo(1, 9);
  });
});

describe('volatility estimators against their definitions, bar by bar', () => {
  const { log } = Math;
  const rs = ({ open, high, low, close }: IndicatorBar): number =>
    log(high / close) * log(high / open) + log(low / close) * log(low / open);
  const gk = ({ open, high, low, close }: IndicatorBar): number =>
    0.5 * log(high / low) ** 2 - (2 * log(2) - 1) * log(close / open) ** 2;
  /** The definition over the last bars, and how many of them it looks at. */
  const definitions: [string, Indicator<IndicatorBar, number>, number, (bars: readonly IndicatorBar[]) => number][] = [
    ['Parkinson', parkinson(20), 20, (bars) => mean(bars.map(({ high, low }) => log(high / low) ** 2)) / (4 * log(2))],
    ['Garman-Klass', garmanKlass(20), 20, (bars) => mean(bars.map(gk))],
    ['Rogers-Satchell', rogersSatchell(20), 20, (bars) => mean(bars.map(rs))],
    [
      'Yang-Zhang',
      yangZhang(20),
      21,
      (bars) => {
        const last = bars.slice(1);
        const k = 0.34 / (1.34 + 21 / 19);
        const overnight = variance(last.map(({ open }, i) => log(open / bars[i].close)));
        const daytime = variance(last.map(({ open, close }) => log(close / open)));
        return overnight + k * daytime + (1 - k) * mean(last.map(rs));
      },
    ],
  ];

  it.each(definitions)('%s', (_, estimator, length, definition) => {
    const ours = over(estimator, walk);
    const theirs = walk.map((_bar, i) =>
      i + 1 < length ? undefined : 1 + Math.sqrt(definition(walk.slice(i + 1 - length, i + 1))),
    );
    expectSeries(
      ours.map((value) => (value === undefined ? undefined : 1 + value)),
      theirs,
      1e-13,
    );
  });

  it('close to close', () => {
    const closes = walk.map((bar) => bar.close);
    const theirs = closes.map((_close, i) => {
      if (i < 20) return undefined;
      const last = closes.slice(i - 20, i + 1);
      return Math.sqrt(variance(last.slice(1).map((close, j) => log(close / last[j]))));
    });
    expectSeries(over(closeToClose(20), closes), theirs, 1e-13);
  });

  it('none where nothing moves', () => {
    const bars = constantBars(60, 0.1);
    for (const estimator of [parkinson(20), garmanKlass(20), rogersSatchell(20), yangZhang(20)]) {
      expect(over(estimator, bars).at(-1)).toBe(0);
    }
    expect(
      over(
        closeToClose(20),
        bars.map((bar) => bar.close),
      ).at(-1),
    ).toBe(0);
    expect(
      over(
        ewmaVolatility(),
        bars.map((bar) => bar.close),
      ).at(-1),
    ).toBe(0);
  });

  it('passes over prices that have no logarithm', () => {
    const closes = [100, 101, 0, -5, 102, 104];
    const kept = [100, 101, 102, 104];
    expect(over(closeToClose(3), closes).at(-1)).toBe(over(closeToClose(3), kept).at(-1));
    expect(over(ewmaVolatility(), closes).at(-1)).toBe(over(ewmaVolatility(), kept).at(-1));
    const broken = { ...walk[7], low: 0 };
    for (const make of [parkinson, garmanKlass, rogersSatchell, yangZhang]) {
      expect(over(make(20), walk.slice(0, 60).toSpliced(30, 0, broken)).at(-1)).toBe(
        over(make(20), walk.slice(0, 60)).at(-1),
      );
    }
  });
});
