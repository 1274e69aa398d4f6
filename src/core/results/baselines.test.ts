import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S } from '../../../test/fixtures/series.ts';
import { mulberry32 } from '../base/random.ts';
import { baseline, buyAndHold, equalWeight, instrumentReturns, randomTiming, rebalanced } from './baselines.ts';
import { Holdings } from './holdings.ts';

/** Prices a row a session, lots a row a session. */
function holdings(first: number[], values: number[][], lots: number[][]): Holdings {
  const made = new Holdings(first.length);
  made.firstValues.set(first);
  values.forEach((row, t) => {
    made.begin();
    row.forEach((value, i) => made.set(value, lots[t][i], 0));
  });
  return made;
}

const none = (rows: number, columns: number) => Array.from({ length: rows }, () => Array<number>(columns).fill(0));

describe('baselines', () => {
  const two = holdings(
    [100, Number.NaN],
    [
      [110, Number.NaN],
      [121, 50],
      [121, 55],
    ],
    none(3, 2),
  );
  two.firstValues[1] = 40;
  const returns = instrumentReturns(two);

  it('take an instrument from its first open to each close, and wait where it has no price', () => {
    [0.1, 0, 0.1, 0.25, 0, 0.1].forEach((value, cell) => expect(returns[cell]).toBeCloseTo(value, 12));
    expect([...buyAndHold(returns, 2, 0)].map((value) => value.toFixed(3))).toEqual(['0.100', '0.100', '0.000']);
  });

  it('hold equal parts, which drift', () => {
    const worth = [1.05, 0.605 + 0.625, 0.605 + 0.6875];
    [...equalWeight(returns, 2)].forEach((value, t) =>
      expect(value).toBeCloseTo(worth[t] / (t === 0 ? 1 : worth[t - 1]) - 1, 12),
    );
  });

  it('make parts equal again and pay for it', () => {
    const free = rebalanced(returns, 2, [0, 0]);
    [0.05, 0.175, 0.05].forEach((value, t) => expect(free[t]).toBeCloseTo(value, 12));
    const paid = rebalanced(returns, 2, [0.01, 0.02]);
    const drift = Math.abs(0.55 / 1.05 - 0.5);
    expect(free[0] - paid[0]).toBeCloseTo(0.015 + 0.03 * drift, 12);
    expect(free[1] - paid[1]).toBeCloseTo(0.03 * Math.abs(0.55 / 1.175 - 0.5), 12);
  });

  it('are measured as a result is', () => {
    expect(baseline('x', Float64Array.of(0.1, -0.5, 0.2), 252)).toMatchObject({ name: 'x', maxDrawdown: -0.5 });
    expect(baseline('x', new Float64Array(0), 252)).toMatchObject({ totalReturn: null, sharpe: null });
  });

  it('of one instrument are all the same', () => {
    const one = Float64Array.of(0.1, -0.2, 0.3);
    expect([...rebalanced(one, 1, [0])]).toEqual([...one]);
    [...equalWeight(one, 1)].forEach((value, t) => expect(value).toBeCloseTo(one[t], 12));
  });
});

describe('random timing', () => {
  /** Exact bookkeeping of a run that holds `weights` of its equity from one close to the next and pays `cost` a session. */
  function run(market: Float64Array[], weights: number[][], cost: number) {
    const instruments = market.length;
    const sessions = weights.length;
    const equity = new Float64Array(sessions);
    const returns = new Float64Array(sessions);
    const values = market.map((changes) => {
      let value = 100;
      return Array.from(changes, (change) => (value *= 1 + change));
    });
    let level = 1000;
    for (let t = 0; t < sessions; t++) {
      let change = -cost;
      const held = t === 0 ? [] : weights[t - 1];
      held.forEach((weight, i) => (change += weight * market[i][t]));
      returns[t] = change;
      equity[t] = level *= 1 + change;
    }
    const lots = weights.map((row, t) => row.map((weight, i) => (weight * equity[t]) / values[i][t]));
    const rows = weights.map((_, t) => values.map((of) => of[t]));
    return { holdings: holdings(Array<number>(instruments).fill(100), rows, lots), returns, equity };
  }

  it('counts a draw that makes the same as half a lower one', () => {
    // Exposures come back each second session, and so do the market's moves: half of the draws are the run again, the others lose.
    const market = Float64Array.from({ length: 9 }, (_, t) => (t % 2 === 1 ? 0.1 : -0.1));
    const weights = Array.from({ length: 9 }, (_, t) => [t % 2 === 0 ? 1 : 0]);
    let draw = 0;
    const random = () => (draw++ % 2) / 7;
    expect(randomTiming(run([market], weights, 0), { random, draws: 100 })?.percentile).toBe(0.75);
  });

  it('is the run on a path begun later, wrapped round', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 4, max: 30 }), (seed, sessions) => {
        const random = mulberry32(seed);
        const market = [S(seed, sessions, 0.02), S(seed + 1, sessions, 0.02)];
        const weights = Array.from({ length: sessions }, () => [random() - 0.3, random() - 0.5]);
        const found = randomTiming(run(market, weights, 0.001), { random: () => 0, draws: 1 });
        // The first shift there is: each exposure meets the market one session early, the first one the last.
        let level = 1 - 0.001;
        for (let t = 1; t < sessions; t++) {
          const held = weights[t % (sessions - 1)];
          level *= 1 - 0.001 + held[0] * market[0][t] + held[1] * market[1][t];
        }
        expect(found?.median).toBeCloseTo(level - 1, 10);
      }),
      { numRuns: 50 },
    );
  });

  it('puts foresight at the top, its opposite at the bottom, and chance in between', () => {
    const market = S(3, 300, 0.01);
    const percentile = (weight: (t: number) => number) =>
      randomTiming(
        run(
          [market],
          Array.from({ length: 300 }, (_, t) => [weight(t)]),
          0,
        ),
        { random: mulberry32(1), draws: 1000 },
      )?.percentile ?? Number.NaN;
    expect(percentile((t) => (market[t + 1] > 0 ? 1 : 0))).toBe(1);
    expect(percentile((t) => (market[t + 1] > 0 ? -1 : 0))).toBe(0);
    const random = mulberry32(9);
    const chance = Array.from({ length: 20 }, () => percentile(() => (random() < 0.5 ? 1 : 0)));
    expect(chance.reduce((sum, value) => sum + value, 0) / 20).toBeGreaterThan(0.3);
    expect(chance.reduce((sum, value) => sum + value, 0) / 20).toBeLessThan(0.7);
  });

  it('has nothing to say where time makes no difference', () => {
    const options = { random: mulberry32(1), draws: 50 };
    const market = [S(3, 40, 0.01)];
    expect(randomTiming(run(market, none(40, 1), 0.001), options)).toBeUndefined();
    const always = Array.from({ length: 40 }, () => [1]);
    expect(randomTiming(run(market, always, 0), options)).toBeUndefined();
    expect(randomTiming(run([S(3, 2, 0.01)], [[1], [0]], 0), options)).toBeUndefined();
  });

  it('is over when everything is lost', () => {
    const market = Float64Array.from({ length: 30 }, (_, t) => (t === 20 ? -0.5 : 0.01));
    const weights = Array.from({ length: 30 }, (_, t) => [t === 3 ? 3 : 0]);
    const found = randomTiming(run([market], weights, 0), { random: mulberry32(2), draws: 400 });
    expect(found?.low).toBeGreaterThanOrEqual(-1);
    const draws = Array.from({ length: 28 }, (_, k) =>
      randomTiming(run([market], weights, 0), { random: () => k / 28, draws: 1 }),
    );
    expect(draws.map((each) => each?.low)).toContain(-1);
  });
});

describe('holdings', () => {
  it('stop being kept where there would be too many', () => {
    const made = new Holdings(3, 7);
    expect([made.begin(), made.begin(), made.begin(), made.truncated, made.sessions]).toEqual([
      true,
      true,
      false,
      true,
      2,
    ]);
  });
});
