import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { fatS42, S } from '../../../test/fixtures/series.ts';
import { namedRandom, normal } from '../base/random.ts';
import { ledoitWolfIdentity } from '../statistics/shrinkage.ts';
import { PortfolioVar, ValueAtRiskMethod } from './portfolio-var.ts';
import { SessionReturns } from './session-returns.ts';

function portfolio(
  method: ValueAtRiskMethod,
  confidence: number,
  columns: readonly (readonly number[])[],
): PortfolioVar {
  const returns = new SessionReturns(columns.length);
  columns[0].forEach((_, t) => returns.push(columns.map((column) => column[t])));
  return new PortfolioVar(method, confidence, returns, 7);
}

/** 250 sessions of two instruments with a correlation of about one half. */
function correlated(): number[][] {
  const random = namedRandom(3, 'var');
  const first = Array.from({ length: 250 }, () => 0.01 * normal(random));
  return [first, first.map((value) => 0.5 * value + 0.01 * normal(random))];
}

describe('portfolio value at risk', () => {
  it('is the loss of the present positions in past sessions, at the quantile', () => {
    // profits -100 … +149 in steps of one; type 7 at 5 %: the 12.45th of 249
    const column = Array.from({ length: 250 }, (_, t) => ((t * 7) % 250) - 100);
    const historical = portfolio('historical', 0.95, [column.map((profit) => profit / 1_000)]);
    expect(historical.of(Float64Array.of(1_000))).toBeCloseTo(87.55, 9);
    expect(historical.of(Float64Array.of(2_000))).toBeCloseTo(175.1, 9);
    expect(historical.of(Float64Array.of(-1_000))).toBeCloseTo(136.55, 9);
  });

  it('nets positions that hedge each other', () => {
    const [first] = correlated();
    const twins = portfolio('historical', 0.99, [first, first]);
    expect(twins.of(Float64Array.of(1_000, -1_000))).toBe(0);
    expect(twins.of(Float64Array.of(1_000, 1_000))).toBeCloseTo(twins.of(Float64Array.of(2_000, 0)), 9);
  });

  it('is off until 60 sessions, 0 without positions, and not known for a notional that is not', () => {
    const [first, second] = correlated();
    expect(portfolio('historical', 0.99, [first.slice(0, 59)]).of(Float64Array.of(1))).toBeNaN();
    expect(portfolio('historical', 0.99, [first.slice(0, 60)]).of(Float64Array.of(1))).toBeGreaterThan(0);
    const both = portfolio('historical', 0.99, [first, second]);
    expect(both.of(Float64Array.of(0, 0))).toBe(0);
    expect(both.of(Float64Array.of(5, Number.NaN))).toBeNaN();
    const gain = portfolio('historical', 0.99, [first.map(() => 0.01)]);
    expect(gain.of(Float64Array.of(1_000))).toBe(0); // a sure gain is no negative loss
  });

  it.each(Object.values(ValueAtRiskMethod))('of nothing held is nothing, by the method %s', (method) => {
    expect(portfolio(method, 0.95, correlated()).of(Float64Array.of(0, 0))).toBe(0);
    expect(portfolio(method, 0.95, correlated()).of(Float64Array.of(5, Number.NaN))).toBeNaN();
  });

  it('leaves out what has too few returns of its own', () => {
    const [first, second] = correlated();
    const sparse = second.map((value, t) => (t < 200 ? Number.NaN : value));
    expect(portfolio('historical', 0.99, [first, sparse]).of(Float64Array.of(100, 1e9))).toBe(
      portfolio('historical', 0.99, [first]).of(Float64Array.of(100)),
    );
    expect(portfolio('monte-carlo', 0.99, [first, sparse]).of(Float64Array.of(100, 1e9))).toBe(
      portfolio('monte-carlo', 0.99, [first]).of(Float64Array.of(100)),
    );
  });

  it('by simulation comes close to the closed form with the shrunk covariance, with the same draws each day', () => {
    const columns = correlated();
    const simulated = portfolio('monte-carlo', 0.95, columns);
    const notionals = Float64Array.of(1_000, -500);
    const { values } = ledoitWolfIdentity(columns).covariance;
    const variance = 1_000 ** 2 * values[0] - 2 * 1_000 * 500 * values[1] + 500 ** 2 * values[3];
    const exact = 1.6448536269514722 * Math.sqrt(variance);
    expect(Math.abs(simulated.of(notionals) / exact - 1)).toBeLessThan(0.06);
    expect(simulated.of(notionals)).toBe(simulated.of(notionals));
    expect(portfolio('monte-carlo', 0.95, columns).of(notionals)).toBe(simulated.of(notionals));
  });

  it('is the method that was chosen', () => {
    const columns = correlated();
    const seen = Object.values(ValueAtRiskMethod).map((method) =>
      portfolio(method, 0.99, columns).of(Float64Array.of(1_000, 400)),
    );
    expect(new Set(seen.map((value) => value.toFixed(6))).size).toBe(6);
    for (const value of seen) expect(value).toBeGreaterThan(0);
  });
});

describe.each([
  ['S(42, 250)', S(42, 250), quant.risk.S42],
  ['S(42, 250) with fat tails', fatS42(), quant.risk.S42fat],
] as const)('one position over %s', (_, returns, table) => {
  it.each(['95', '99'] as const)('at %s %% equals the reference, by every closed method', (percent) => {
    const of = (method: ValueAtRiskMethod) =>
      portfolio(method, Number(percent) / 100, [[...returns]]).of(Float64Array.of(1_000)) / 1_000;
    expectClose(of('historical'), table[percent].hist_type7);
    expectClose(of('normal'), table[percent].param);
    expectClose(of('cornish-fisher'), table[percent].cf);
    expectClose(of('ewma'), table[percent].ewma_var);
    expectClose(of('filtered'), table[percent].fhs);
  });
});
