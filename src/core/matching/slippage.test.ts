import { describe, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import { parseDecimal } from '../base/decimal.ts';
import { BarEvent } from '../model/bar.ts';
import { makeInstrument } from '../model/instrument.ts';
import { bpsSlippage, halfSpreadSlippage, noSlippage, squareRootSlippage } from './slippage.ts';
import { setBar } from './venue-bench.twin.ts';

const share = makeInstrument(
  { name: 'S', currency: 'USD', tickSize: parseDecimal('0.01')!, lotSize: parseDecimal('1')! },
  0,
);
const flat = setBar(new BarEvent(), 0, [100, 100, 100, 100], { volume: 10_000 });

describe('slippage', () => {
  it('none is nothing', () => {
    expect(noSlippage().estimators([share], [2])[0].cost(10_000, 5, flat)).toBe(0n);
    expect(noSlippage().observes).toBe(false);
  });

  it('in basis points is rounded against the trader', () => {
    const [estimator] = bpsSlippage(2).estimators([share], [2]);
    // 123.45 x 7 x 0.0002 = 0.17283
    expect(estimator.cost(12_345, 7, flat)).toBe(18n);
    expect(() => bpsSlippage(-1)).toThrow(Defect);
  });

  it('of half the spread charges trade bars half of what was named, quote bars nothing more', () => {
    const [estimator] = halfSpreadSlippage(3).estimators([share], [2]);
    // 1000.00 x 0.00015 = 0.15
    expect(estimator.cost(10_000, 10, flat)).toBe(15n);
    const quoted = setBar(new BarEvent(), 0, [100, 100, 100, 100], { spread: 2 });
    expect(estimator.cost(10_000, 10, quoted)).toBe(0n);
    expect(halfSpreadSlippage().estimators([share], [2])[0].cost(10_000, 10, flat)).toBe(0n);
  });

  it('by the square root: a volatility of 2 % and a hundredth of the volume cost 20 basis points', () => {
    const [estimator] = squareRootSlippage({ window: 2 }).estimators([share], [2]);
    // returns of +2 % and -2 % around a mean of 0 have a standard deviation (n - 1) of 2.828427 %; those of
    // +sqrt(2) % and -sqrt(2) % have one of 2 %
    for (const close of [1e9, 1e9 * (1 + Math.SQRT2 / 100), 1e9 * (1 + Math.SQRT2 / 100) * (1 - Math.SQRT2 / 100)]) {
      estimator.observe(setBar(new BarEvent(), 0, [close, close, close, close]));
    }
    // 100.00 x 100 x 0.0020 = 20.00
    expect(estimator.cost(10_000, 100, flat)).toBe(2_000n);
  });

  it('by the square root forgets returns beyond its window, and scales with its coefficient', () => {
    const once = squareRootSlippage({ window: 2 }).estimators([share], [2])[0];
    const twice = squareRootSlippage({ window: 2, coefficient: 2 }).estimators([share], [2])[0];
    for (const close of [100, 300, 100, 100, 100]) {
      once.observe(setBar(new BarEvent(), 0, [close, close, close, close]));
      twice.observe(setBar(new BarEvent(), 0, [close, close, close, close]));
    }
    expect(once.cost(10_000, 100, flat)).toBe(0n);
    for (const close of [110, 100]) {
      once.observe(setBar(new BarEvent(), 0, [close, close, close, close]));
      twice.observe(setBar(new BarEvent(), 0, [close, close, close, close]));
    }
    // sd(0.1, -1/11) = 0.1349926; x sqrt(0.01) x 10,000.00 = 134.9926
    expect(once.cost(10_000, 100, flat)).toBe(13_500n);
    expect(twice.cost(10_000, 100, flat)).toBe(26_999n);
  });

  it("by the square root takes the bar's own range until it knows returns", () => {
    const [estimator] = squareRootSlippage().estimators([share], [2]);
    const first = setBar(new BarEvent(), 0, [100, 104, 100, 102], { volume: 10_000 });
    // 0.04 x sqrt(0.01) x 10,000.00 = 40.00
    expect(estimator.cost(10_000, 100, first)).toBe(4_000n);
  });

  it('by the square root is worst without volume, and a defect where there is no volume column', () => {
    const [estimator] = squareRootSlippage().estimators([share], [2]);
    const still = setBar(new BarEvent(), 0, [100, 104, 100, 102], { volume: 0 });
    expect(estimator.cost(10_000, 100, still)).toBe(40_000n);
    expect(() => estimator.cost(10_000, 100, setBar(new BarEvent(), 0, [100, 104, 100, 102]))).toThrow(Defect);
    expect(() => squareRootSlippage({ window: 1 })).toThrow(Defect);
  });
});
