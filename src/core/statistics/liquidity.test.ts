import { describe, expect, it } from 'vitest';
import { expectClose, expectPrinted } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { mulberry32 } from '../base/random.ts';
import { Side } from '../model/order.ts';
import { amihudIlliquidity, corwinSchultzSpreads, kyleLambda, rollSpread, tradeSpread } from './liquidity.ts';
import { mean } from './moments.ts';

const { H, L, C } = quant.vol;

describe('Corwin and Schultz', () => {
  it('equal the reference over its nine pairs', () => {
    const spreads = corwinSchultzSpreads(H, L, C);
    expect(spreads).toHaveLength(9);
    expectClose(mean(spreads), quant.vol.corwin_schultz_mean_clip0);
    expect(spreads.every((spread) => spread >= 0)).toBe(true);
  });

  it('a gap over night is no spread: the later bar is shifted to the close before it', () => {
    const [up] = corwinSchultzSpreads([110, 121], [100, 111], [100, 115]);
    const [down] = corwinSchultzSpreads([110, 99], [100, 89], [110, 95]);
    const [none] = corwinSchultzSpreads([110, 110], [100, 100], [105, 105]);
    expect(none).toBeGreaterThan(0);
    expectClose(up, none);
    expectClose(down, none);
    expect(corwinSchultzSpreads([1], [1], [1])).toHaveLength(0);
  });
});

describe('Roll', () => {
  it('finds the bounce of a still market', () => {
    const random = mulberry32(3);
    const prices = Float64Array.from({ length: 20_000 }, () => 100 + (random() < 0.5 ? -0.05 : 0.05));
    expect(rollSpread(prices)).toBeCloseTo(0.1, 2);
  });

  it('of a trend is 0, of too little unknown', () => {
    expect(rollSpread([1, 2, 4, 8, 16])).toBe(0);
    expect(rollSpread([1, 2, 3])).toBeNaN();
    // changes 1, −1, 1, −1: pairs (−1,1), (1,−1), (−1,1), covariance −4/3 with ddof 1
    expect(rollSpread([0, 1, 0, 1, 0])).toBeCloseTo(2 * Math.sqrt(4 / 3), 12);
  });
});

describe('impact per volume', () => {
  it('of Amihud averages over the periods with trading', () => {
    expectClose(amihudIlliquidity([0.01, -0.02, 0.5], [1e6, 4e6, 0]), (1e-8 + 5e-9) / 2);
    expect(amihudIlliquidity([0.01], [Number.NaN])).toBeNaN();
  });

  it('of Kyle is the slope on signed volume', () => {
    expectClose(kyleLambda([0.2, -0.1, 0.4], [100, -50, 200]), 0.002);
    expect(kyleLambda([0.1, 0.2], [5, 5])).toBeNaN();
  });
});

describe('the spread of a trade', () => {
  it('splits into what the maker kept and what the price moved', () => {
    const { effective, realised, impact } = tradeSpread(Side.buy, 100.12, 100.05, 100.09);
    expectPrinted(effective * 1e4, '13.9930');
    expectPrinted(realised * 1e4, '5.9970');
    expectPrinted(impact * 1e4, '7.9960');
    expect(tradeSpread(Side.sell, 99, 100, 100).effective).toBeCloseTo(0.02, 15);
  });
});
