import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, expectPrinted } from '../../../test/fixtures/close.ts';
import quant from '../../../test/fixtures/quant.json' with { type: 'json' };
import { fatS42, S } from '../../../test/fixtures/series.ts';
import { kurtosis, mean, skewness, standardDeviation } from './moments.ts';
import * as risk from './value-at-risk.ts';

const samples = [
  ['S(42, 250)', S(42, 250), quant.risk.S42],
  ['S(42, 250) with fat tails', fatS42(), quant.risk.S42fat],
] as const;

describe.each(samples)('value at risk of %s', (_, returns, table) => {
  it.each(['95', '99'] as const)('at %s %% equals the reference', (percent) => {
    const expected = table[percent];
    const confidence = Number(percent) / 100;
    expectClose(risk.historicalValueAtRisk(returns, confidence), expected.hist_type7);
    expectClose(risk.conditionalValueAtRisk(returns, confidence), expected.cvar_RU);
    expectClose(risk.normalValueAtRisk(returns, confidence), expected.param);
    expectClose(risk.normalExpectedShortfall(returns, confidence), expected.param_es);
    const z = risk.cornishFisherQuantile(1 - confidence, skewness(returns), kurtosis(returns) - 3);
    expectClose(z ?? Number.NaN, expected.cf_z);
    expectClose(risk.cornishFisherValueAtRisk(returns, confidence), expected.cf);
    expectClose(risk.ewmaVolatility(returns), expected.ewma_sigma);
    expectClose(risk.ewmaValueAtRisk(returns, confidence), expected.ewma_var);
    expectClose(risk.filteredValueAtRisk(returns, confidence), expected.fhs);
  });
});

describe('the normal constants', () => {
  const standard = [-Math.SQRT1_2, Math.SQRT1_2]; // mean 0, deviation 1

  it.each([
    [0.95, '1.6448536269515', '2.0627128075'],
    [0.99, '2.3263478740408', '2.6652142203'],
    [0.975, '1.959963985', '2.3378027922'],
  ])('at %d', (confidence, z, shortfall) => {
    expectPrinted(risk.normalValueAtRisk(standard, confidence), z);
    expectPrinted(risk.normalExpectedShortfall(standard, confidence), shortfall);
  });

  it('Student t with many degrees is nearly normal, with few its shortfall is larger', () => {
    expect(risk.studentValueAtRisk(standard, 0.99, 1e6)).toBeCloseTo(2.3263479, 4);
    expect(risk.studentExpectedShortfall(standard, 0.99, 1e6)).toBeCloseTo(2.6652142, 4);
    // t with 5 degrees: quantile −3.3649299989 at 1 %, scaled by √(3/5)
    expect(risk.studentValueAtRisk(standard, 0.99, 5)).toBeCloseTo(3.3649299989 * Math.sqrt(0.6), 9);
    expect(risk.studentExpectedShortfall(standard, 0.99, 5)).toBeGreaterThan(3.4);
    expect(() => risk.studentValueAtRisk(standard, 0.99, 2)).toThrow('more than 2');
  });

  it("Student's expected shortfall is the mean of its quantiles beyond", () => {
    const steps = 400;
    let sum = 0;
    // Midpoints of p = .05·u³, a change of variable that tames the unbounded end.
    for (let i = 0; i < steps; i++) {
      const u = (i + 0.5) / steps;
      sum += (risk.studentValueAtRisk(standard, 1 - 0.05 * u ** 3, 5) * 3 * u ** 2) / steps;
    }
    expect(risk.studentExpectedShortfall(standard, 0.95, 5)).toBeCloseTo(sum, 4);
  });
});

function expansion(z: number, s: number, k: number): number {
  return z + ((z * z - 1) * s) / 6 + ((z ** 3 - 3 * z) * k) / 24 - ((2 * z ** 3 - 5 * z) * s * s) / 36;
}

describe('Cornish-Fisher', () => {
  it('is the normal quantile without skew and excess', () => {
    expect(risk.cornishFisherQuantile(0.05, 0, 0)).toBeCloseTo(-1.6448536269514722, 12);
  });

  it('is refused where its quantiles would fall, in the middle or at an end', () => {
    expect(risk.cornishFisherQuantile(0.05, 0, 10)).toBeUndefined();
    expect(risk.cornishFisherQuantile(0.01, 0, -3)).toBeUndefined();
    expect(risk.cornishFisherQuantile(0.01, 3, 3)).toBeUndefined();
  });

  it('is accepted exactly where the expansion rises on a fine grid', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -20, max: 120 }), (tenths, kurtTenths) => {
        const s = tenths / 10;
        const k = kurtTenths / 10;
        let smallest = Number.POSITIVE_INFINITY;
        for (let i = -1000; i < 1000; i++) {
          const step = 2.3263478740408408 / 1000;
          smallest = Math.min(smallest, (expansion((i + 1) * step, s, k) - expansion(i * step, s, k)) / step);
        }
        fc.pre(Math.abs(smallest) > 1e-2);
        expect(risk.cornishFisherQuantile(0.01, s, k) !== undefined).toBe(smallest > 0);
      }),
    );
  });

  it('falls back on the larger of history and the normal', () => {
    const returns = [...new Float64Array(98).fill(0.001), 0.002, -0.5];
    const fallback = Math.max(risk.historicalValueAtRisk(returns, 0.95), risk.normalValueAtRisk(returns, 0.95));
    expect(risk.cornishFisherValueAtRisk(returns, 0.95)).toBe(fallback);
    expect(risk.cornishFisherValueAtRisk([0.01, 0.01], 0.95)).toBe(-0.01);
  });
});

describe('CVaR', () => {
  it('averages the worst, the last of them in part', () => {
    expect(risk.conditionalValueAtRisk([-4, -2, -1, 0, 1, 2, 3, 4], 0.75)).toBeCloseTo(3, 14);
    expect(risk.conditionalValueAtRisk([-4, -2, -1, 0, 1, 2], 0.75)).toBeCloseTo((4 + 0.5 * 2) / 1.5, 14);
  });

  it('is sub-additive where VaR is not: two bonds that default with 4 %', () => {
    // A hundred by a hundred equally likely worlds: bond 1 defaults in 4 of the rows, bond 2 in 4 of the columns.
    const one: number[] = [];
    const two: number[] = [];
    for (let i = 0; i < 100; i++) {
      for (let j = 0; j < 100; j++) {
        one.push(i < 4 ? -100 : 0);
        two.push(j < 4 ? -100 : 0);
      }
    }
    const both = one.map((profit, k) => profit + two[k]);
    expect(risk.historicalValueAtRisk(one, 0.95)).toBeCloseTo(0, 12);
    expect(risk.historicalValueAtRisk(two, 0.95)).toBeCloseTo(0, 12);
    expect(risk.historicalValueAtRisk(both, 0.95)).toBe(100);
    expect(risk.conditionalValueAtRisk(one, 0.95)).toBeCloseTo(80, 9);
    expect(risk.conditionalValueAtRisk(both, 0.95)).toBeLessThan(160);
  });
});

describe('properties', () => {
  const rows = fc.array(
    fc.integer({ min: -1000, max: 1000 }).map((bps) => bps / 1e4),
    { minLength: 2, maxLength: 80 },
  );
  const confidences = fc.constantFrom(0.5, 0.9, 0.95, 0.975, 0.99);
  const measures = [
    ['historical', risk.historicalValueAtRisk],
    ['CVaR', risk.conditionalValueAtRisk],
    ['normal', risk.normalValueAtRisk],
    ['normal ES', risk.normalExpectedShortfall],
    ['Cornish-Fisher', risk.cornishFisherValueAtRisk],
  ] as const;

  it.each(measures)('%s is homogeneous and shifts with cash', (_, measure) => {
    fc.assert(
      fc.property(rows, confidences, (returns, confidence) => {
        fc.pre(standardDeviation(returns) > 0);
        const base = measure(returns, confidence);
        expect(
          measure(
            returns.map((value) => 3 * value),
            confidence,
          ),
        ).toBeCloseTo(3 * base, 9);
        expect(
          measure(
            returns.map((value) => value + 0.02),
            confidence,
          ),
        ).toBeCloseTo(base - 0.02, 9);
      }),
    );
  });

  it.each([
    ['EWMA', risk.ewmaValueAtRisk],
    ['filtered', risk.filteredValueAtRisk],
  ] as const)('%s is homogeneous', (_, measure) => {
    for (const confidence of [0.9, 0.99]) {
      const returns = fatS42();
      const tripled = measure(
        returns.map((value) => 3 * value),
        confidence,
      );
      expectClose(tripled, 3 * measure(returns, confidence));
    }
  });

  it.each(measures.slice(0, 4))('%s rises with the confidence', (_, measure) => {
    fc.assert(
      fc.property(rows, (returns) => {
        const levels = [0.5, 0.9, 0.95, 0.975, 0.99].map((confidence) => measure(returns, confidence));
        for (let i = 1; i < levels.length; i++) expect(levels[i]).toBeGreaterThanOrEqual(levels[i - 1] - 1e-12);
      }),
    );
  });

  it('the shortfall beyond a VaR is no smaller than it', () => {
    fc.assert(
      fc.property(rows, confidences, fc.integer({ min: 3, max: 30 }), (returns, confidence, degrees) => {
        const { historicalValueAtRisk: plain, conditionalValueAtRisk: conditional } = risk;
        expect(conditional(returns, confidence)).toBeGreaterThanOrEqual(plain(returns, confidence) - 1e-12);
        const normal = risk.normalValueAtRisk(returns, confidence);
        expect(risk.normalExpectedShortfall(returns, confidence)).toBeGreaterThanOrEqual(normal);
        const student = risk.studentValueAtRisk(returns, confidence, degrees);
        expect(risk.studentExpectedShortfall(returns, confidence, degrees)).toBeGreaterThanOrEqual(student);
      }),
      { numRuns: 50 },
    );
  });

  it('CVaR is sub-additive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), { minLength: 1 }),
        confidences,
        (pairs, confidence) => {
          const [a, b, both] = [pairs.map(([x]) => x), pairs.map(([, y]) => y), pairs.map(([x, y]) => x + y)];
          const apart = risk.conditionalValueAtRisk(a, confidence) + risk.conditionalValueAtRisk(b, confidence);
          expect(risk.conditionalValueAtRisk(both, confidence)).toBeLessThanOrEqual(apart + 1e-9);
        },
      ),
    );
  });

  it('everything at a confidence near 0 is the mean loss', () => {
    expectClose(risk.conditionalValueAtRisk(S(1, 50), 1e-9), -mean(S(1, 50)), 1e-6);
  });
});

describe('too little to say', () => {
  it('is NaN', () => {
    expect(risk.historicalValueAtRisk([], 0.95)).toBeNaN();
    expect(risk.conditionalValueAtRisk([], 0.95)).toBeNaN();
    expect(risk.conditionalValueAtRisk([0.1, Number.NaN], 0.95)).toBeNaN();
    expect(risk.normalValueAtRisk([0.1], 0.95)).toBeNaN();
    expect(risk.ewmaVolatility([])).toBeNaN();
    expect(risk.filteredValueAtRisk(S(1, 20), 0.95)).toBeNaN();
    expect(risk.filteredValueAtRisk(new Float64Array(30), 0.95)).toBeNaN();
  });

  it('and a wrong confidence is a defect', () => {
    expect(() => risk.historicalValueAtRisk([1], 95)).toThrow('between 0 and 1');
    expect(() => risk.filteredValueAtRisk([1, 2], 0.95, 0.94, 0)).toThrow('no forecast');
  });
});
