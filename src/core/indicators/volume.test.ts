import { CMF, ForceIndex } from 'trading-signals';
import { beforeAll, describe, expect, it } from 'vitest';
import { ad } from './ad.ts';
import { adosc } from './adosc.ts';
import { columnsOf, constantBars, monotoneBars, randomBars } from './bars.twin.ts';
import { cmf } from './cmf.ts';
import { forceIndex } from './force-index.ts';
import { indicatorContract } from './indicator.contract.ts';
import type { Indicator, IndicatorBar } from './indicator.ts';
import { obv } from './obv.ts';
import { loadTalibDirect, type TalibDirect } from './talib-direct.twin.ts';
import { expectSeries, type Series } from './talib.twin.ts';
import { volumePages } from './volume.ts';

const walk = randomBars(3000, 13);
const markets = {
  walk,
  constant: constantBars(100),
  monotone: monotoneBars(100),
  falling: monotoneBars(100, -1),
  'zero volume': walk.slice(0, 200).map((bar, i) => ({ ...bar, volume: i % 90 < 60 ? 0 : bar.volume })),
};

let talib: TalibDirect;

beforeAll(async () => {
  talib = await loadTalibDirect();
});

function over(indicator: Indicator<IndicatorBar, number>, bars: readonly IndicatorBar[]): Series {
  return bars.map((bar) => indicator.update(bar));
}

indicatorContract(volumePages, { obv: Infinity, ad: Infinity, adosc: 300, forceIndex: 400 });

describe.each(Object.entries(markets))('volume against TA-Lib, %s', (_, bars) => {
  const { high, low, close, volume } = columnsOf(bars);

  it('OBV', () => {
    expect(over(obv(), bars)).toEqual(talib.call('OBV', [close, volume], [])[0]);
  });

  it('A/D', () => {
    expectSeries(over(ad(), bars), talib.call('AD', [high, low, close, volume], [])[0], 1e-12);
  });

  it.each([
    [3, 10],
    [10, 3],
    [2, 50],
  ])('ADOSC(%i, %i)', (fast, slow) => {
    const [theirs] = talib.call('ADOSC', [high, low, close, volume], [fast, slow]);
    expectSeries(over(adosc(fast, slow), bars), theirs);
  });
});

describe.each(Object.entries(markets))('volume against trading-signals, %s', (_, bars) => {
  it.each([1, 20])('CMF(%i)', (length) => {
    const twin = new CMF(length);
    expectSeries(
      over(cmf(length), bars),
      bars.map((bar) => twin.update(bar, false) ?? undefined),
      1e-11,
    );
  });

  it.each([1, 13])('force index(%i)', (length) => {
    const twin = new ForceIndex(length);
    const theirs = bars.map((bar) => twin.update(bar, false) ?? undefined);
    // its EMA starts from the first value: the same once both seeds have faded
    expectSeries(over(forceIndex(length), bars).slice(300), theirs.slice(300));
  });
});

describe('volume', () => {
  it('force index seeds with a mean', () => {
    const closes = [10, 12, 11, 16, 12];
    const bars = closes.map((close) => ({ ...walk[0], close, volume: 2 }));
    // forces 4, -2, 10, -8; seed 12 / 3, then halfway to -8
    expect(over(forceIndex(3), bars)).toEqual([undefined, undefined, undefined, 4, -2]);
  });

  it('says nothing about bars without a volume', () => {
    for (const page of volumePages) {
      const indicator = page.make(...page.parameters.map((parameter) => parameter.default));
      for (const bar of walk.slice(0, 100)) {
        expect(indicator.update({ ...bar, volume: Number.NaN } as never)).toBeUndefined();
      }
    }
  });

  it('money flow is 1 where every bar closes at its high, -1 at its low, 0 where nothing trades', () => {
    expect(over(cmf(5), monotoneBars(9)).at(-1)).toBe(1);
    expect(over(cmf(5), monotoneBars(9, -1)).at(-1)).toBe(-1);
    expect(over(cmf(5), [...walk.slice(0, 50), ...constantBars(5, 100, 0)]).at(-1)).toBe(0);
  });
});
