import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../base/random.ts';
import { mean, standardDeviation } from '../statistics/moments.ts';
import {
  type QuotingModel,
  quoteDistance,
  type Reservation,
  reserveForever,
  reserveUntil,
} from './reservation-prices.ts';

const MODEL: QuotingModel = { gamma: 0.1, kappa: 1.5 };
const VARIANCE = 4;
const at: Reservation = { bid: 0, ask: 0 };

describe('quotes of Avellaneda and Stoikov', () => {
  it('stand at the closed form: s - q gamma sigma^2 (T - t), and gamma sigma^2 (T - t) + 2/gamma ln(1 + gamma/kappa) apart', () => {
    expect(quoteDistance(MODEL)).toBeCloseTo(0.6453852113757116, 15);
    const apart = [0, 3, -2].map((inventory) => {
      const { bid, ask } = reserveUntil(MODEL, 100, inventory, VARIANCE, 1, at);
      expect((bid + ask) / 2).toBeCloseTo(100 - inventory * 0.4, 12);
      return ask - bid + 2 * quoteDistance(MODEL);
    });
    for (const spread of apart) expect(spread).toBeCloseTo(1.6907704227514233, 12);
    // At the end there is nothing left to fear.
    expect(reserveUntil(MODEL, 100, 7, VARIANCE, 0, at)).toEqual({ bid: 100, ask: 100 });
  });

  it('without an end follow the discounted form, whatever the variance', () => {
    const { gamma } = MODEL;
    for (const sigma of [0.5, 2]) {
      const omega = (gamma ** 2 * sigma ** 2 * 6 ** 2) / 2;
      for (let q = -5; q <= 5; q++) {
        const price = (sign: number) =>
          100 +
          Math.log(1 + ((sign - 2 * q) * gamma ** 2 * sigma ** 2) / (2 * omega - gamma ** 2 * q ** 2 * sigma ** 2)) /
            gamma;
        const { bid, ask } = reserveForever(MODEL, 100, q, 5, at);
        // With all it may hold it would not buy at any price.
        if (q < 5) expect(bid).toBeCloseTo(price(-1), 9);
        else expect(bid).toBe(Number.NEGATIVE_INFINITY);
        if (q > -5) expect(ask).toBeCloseTo(price(1), 9);
        else expect(ask).toBeGreaterThan(100);
      }
    }
    expect(reserveForever(MODEL, 100, 2, 5, at)).toEqual({
      bid: expect.closeTo(98.30100963204603, 10) as number,
      ask: expect.closeTo(99.01559927186747, 10) as number,
    });
  });

  it('approach 1/kappa where risk is no matter', () => {
    expect(quoteDistance({ gamma: 1e-9, kappa: 1.5 })).toBeCloseTo(1 / 1.5, 8);
  });
});

interface Outcome {
  readonly spread: number;
  readonly profit: number;
  readonly profitSd: number;
  readonly inventorySd: number;
}

/** The paper's experiment, section 3.3: s = 100, T = 1, sigma = 2, dt = 0.005, A = 140, kappa = 1.5, nothing held at first. */
function simulate(gamma: number, leans: boolean, paths: number, seed: number): Outcome {
  const model = { gamma, kappa: 1.5 };
  const dt = 0.005;
  const steps = 200;
  const random = mulberry32(seed);
  const distance = quoteDistance(model);
  const profits = new Float64Array(paths);
  const inventories = new Float64Array(paths);
  let spreads = 0;
  for (let path = 0; path < paths; path++) {
    let price = 100;
    let held = 0;
    let cash = 0;
    for (let step = 0; step < steps; step++) {
      reserveUntil(model, price, leans ? held : 0, VARIANCE, 1 - step * dt, at);
      const bid = at.bid - distance;
      const ask = at.ask + distance;
      spreads += ask - bid;
      const sells = random() < 140 * Math.exp(-1.5 * (ask - price)) * dt;
      const buys = random() < 140 * Math.exp(-1.5 * (price - bid)) * dt;
      if (sells) {
        cash += ask;
        held -= 1;
      }
      if (buys) {
        cash -= bid;
        held += 1;
      }
      price += 2 * Math.sqrt(dt) * (random() < 0.5 ? 1 : -1);
    }
    profits[path] = cash + held * price;
    inventories[path] = held;
  }
  return {
    spread: spreads / (paths * steps),
    profit: mean(profits),
    profitSd: standardDeviation(profits),
    inventorySd: standardDeviation(inventories),
  };
}

/** The paper's tables 1 and 2, of 1,000 paths each. */
const PUBLISHED = [
  { gamma: 0.1, leans: true, spread: 1.49, profit: 62.94, profitSd: 5.89, inventorySd: 2.8 },
  { gamma: 0.1, leans: false, spread: 1.49, profit: 67.21, profitSd: 13.43, inventorySd: 8.66 },
  { gamma: 0.01, leans: true, spread: 1.35, profit: 66.78, profitSd: 8.76, inventorySd: 4.7 },
  { gamma: 0.01, leans: false, spread: 1.35, profit: 67.36, profitSd: 13.4, inventorySd: 8.65 },
];

describe('their experiment', () => {
  it.each(PUBLISHED)('comes out as published: gamma $gamma, leaning $leans', (published) => {
    const found = simulate(published.gamma, published.leans, 2_000, 7);
    expect(found.spread).toBeCloseTo(published.spread, 2);
    expect(Math.abs(found.profit / published.profit - 1)).toBeLessThan(0.04);
    expect(Math.abs(found.profitSd / published.profitSd - 1)).toBeLessThan(0.15);
    expect(Math.abs(found.inventorySd / published.inventorySd - 1)).toBeLessThan(0.16);
  });

  it('earns a little less than quotes that do not lean, at less than two thirds of the risk', () => {
    const leaning = simulate(0.1, true, 1_000, 3);
    const symmetric = simulate(0.1, false, 1_000, 3);
    expect(leaning.profitSd).toBeLessThan(0.66 * symmetric.profitSd);
    expect(leaning.profit).toBeGreaterThan(0.9 * symmetric.profit);
  });
});
