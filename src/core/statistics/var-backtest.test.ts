import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { binomialCdf, christoffersen, kupiec, kupiecAcceptance, trafficLight } from './var-backtest.ts';

const table = quant.kupiec;

describe("Kupiec's test", () => {
  it.each(Object.entries(table['T250_p.01']))('T = 250, p = .01, x = %s', (x, expected) => {
    expectClose(kupiec(250, Number(x), 0.01).statistic, expected);
  });

  it.each(Object.entries(table['T500_p.05']))('T = 500, p = .05, x = %s', (x, expected) => {
    expectClose(kupiec(500, Number(x), 0.05).statistic, expected);
  });

  const accepted = Object.entries(table.accept95).flatMap(([p, rows]) =>
    Object.entries(rows).map(([periods, [low, high]]) => [Number(periods), Number(p.slice(1)), low, high] as const),
  );
  it.each(accepted)('T = %d, p = %d accepts [%d, %d] at 95 %%', (periods, p, low, high) => {
    expect(kupiecAcceptance(periods, p)).toEqual({ low, high });
  });

  it('rejects at the critical value of χ² with one degree', () => {
    expect(kupiec(250, 6, 0.01).pValue).toBeGreaterThan(0.05);
    expect(kupiec(250, 7, 0.01).pValue).toBeLessThan(0.05);
  });

  it('stands at both ends, and says nothing of nothing', () => {
    expectClose(kupiec(10, 10, 0.5).statistic, 20 * Math.LN2);
    expect(kupiec(0, 0, 0.05)).toEqual({ statistic: 0, pValue: 1 });
    expect(() => kupiec(10, 11, 0.05)).toThrow('between 0 and T');
    expect(() => kupiec(10, 1, 1)).toThrow('between 0 and 1');
  });
});

describe("Christoffersen's test", () => {
  const expected = table.christoffersen;
  const hits = new Float64Array(expected.T);
  for (const t of expected.hits) hits[t] = 1;

  it('equals the reference', () => {
    const { transitions, unconditional, independence, conditional } = christoffersen(hits, 0.01);
    expect(Object.values(transitions)).toEqual(expected['n00,n01,n10,n11']);
    expectClose(independence.statistic, expected.LRind);
    expectClose(unconditional.statistic, expected.LRuc);
    expectClose(conditional.statistic, expected.LRcc);
    expectClose(conditional.pValue, Math.exp(-expected.LRcc / 2));
  });

  it('no hits are independent', () => {
    const { independence, unconditional } = christoffersen(new Float64Array(250), 0.01);
    expect(independence.statistic).toBe(0);
    expect(independence.pValue).toBe(1);
    expectClose(unconditional.statistic, table['T250_p.01']['0']);
    expect(christoffersen([], 0.01).conditional.statistic).toBe(0);
  });

  it('is never negative, and counts every transition', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 60 }), (series) => {
        const { transitions, independence, conditional, unconditional } = christoffersen(series, 0.05);
        const { n00, n01, n10, n11 } = transitions;
        expect(n00 + n01 + n10 + n11).toBe(series.length - 1);
        expect(independence.statistic).toBeGreaterThanOrEqual(0);
        expect(conditional.statistic).toBeGreaterThanOrEqual(unconditional.statistic);
        expect(conditional.pValue).toBeGreaterThanOrEqual(0);
        expect(conditional.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the traffic light', () => {
  it('has the zones of the accord for 250 days at 99 %', () => {
    const lights = Array.from({ length: 12 }, (_, exceptions) => trafficLight(exceptions));
    expect(lights.join(' ')).toBe('green green green green green yellow yellow yellow yellow yellow red red');
    expect(binomialCdf(4, 250, 0.01)).toBeCloseTo(0.8922, 4);
  });

  it('the binomial chances add up', () => {
    expect(binomialCdf(-1, 10, 0.3)).toBe(0);
    expect(binomialCdf(10, 10, 0.3)).toBeCloseTo(1, 12);
    expect(binomialCdf(99, 10, 0.3)).toBeCloseTo(1, 12);
    expect(binomialCdf(1, 2, 0.5)).toBeCloseTo(0.75, 13);
  });
});
