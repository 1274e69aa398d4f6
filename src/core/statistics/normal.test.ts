import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erf, erfc, normalCdf, normalPdf, normalQuantile } from './normal.ts';

// Reference values computed with 30 digits by mpmath.
const ERF = [
  [0.1, 0.1124629160182849, 0.887537083981715],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [1, 0.8427007929497149, 0.15729920705028513],
  [2, 0.9953222650189527, 0.004677734981047266],
  [2.5, 0.999593047982555, 0.0004069520174449589],
  [3, 0.9999779095030014, 2.209049699858544e-5],
  [5, 0.9999999999984626, 1.537459794428035e-12],
  [10, 1, 2.088487583762545e-45],
  [20, 1, 5.395865611607901e-176],
];
const CDF = [
  [-8, 6.220960574271784e-16],
  [-3, 0.0013498980316300946],
  [-1.5, 0.06680720126885807],
  [0, 0.5],
  [0.3, 0.6179114221889527],
  [2, 0.9772498680518208],
];
const QUANTILE = [
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404057],
  [0.001, -3.0902323061678136],
  [0.01, -2.326347874040841],
  [0.025, -1.9599639845400543],
  [0.05, -1.6448536269514726],
  [0.1, -1.2815515655446004],
  [0.3, -0.5244005127080408],
  [0.45, -0.12566134685507402],
];

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-13 * Math.abs(expected));
}

describe('the error function', () => {
  it.each(ERF)('at %d', (x, value, complement) => {
    expectRelative(erf(x), value);
    expectRelative(erfc(x), complement);
    expectRelative(erf(-x), -value);
    expectRelative(erfc(-x), 1 + value);
  });

  it('reaches its limits', () => {
    expect(erf(0)).toBe(0);
    expect(erf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(erfc(Number.POSITIVE_INFINITY)).toBe(0);
    expect(erfc(Number.NEGATIVE_INFINITY)).toBe(2);
    expect(erf(Number.NaN)).toBeNaN();
    expect(erfc(Number.NaN)).toBeNaN();
  });
});

describe('the normal distribution', () => {
  it.each(CDF)('Φ(%d)', (x, p) => expectRelative(normalCdf(x), p));

  it.each(QUANTILE)('Φ⁻¹(%d)', (p, x) => {
    expectRelative(normalQuantile(p), x);
    if (p >= 0.001) expectRelative(normalQuantile(1 - p), -x);
  });

  it('has a density and ends', () => {
    expectRelative(normalPdf(0), 0.3989422804014327);
    expectRelative(normalPdf(1), 0.24197072451914334);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
  });

  it('Φ undoes Φ⁻¹', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1 - 1e-16, noNaN: true }), (p) => {
        const x = normalQuantile(p);
        expect(Math.abs(normalCdf(x) - p)).toBeLessThanOrEqual(1e-15 + 1e-12 * p);
      }),
    );
  });
});
