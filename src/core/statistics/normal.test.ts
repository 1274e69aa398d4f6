import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erf, erfc, normalCdf, normalPdf, normalQuantile } from './normal.ts';

// Reference values computed with 30 digits by mpmath.
const ERF = [
  [0.1, 0.112462916018284898, 0.887537083981715102],
  [0.5, 0.520499877813046538, 0.479500122186953462],
  [1, 0.842700792949714869, 0.157299207050285131],
  [2, 0.995322265018952734, 0.00467773498104726584],
  [2.5, 0.999593047982555041, 0.00040695201744495894],
  [3, 0.999977909503001415, 2.20904969985854414e-5],
  [5, 0.99999999999846254, 1.53745979442803485e-12],
  [10, 1, 2.08848758376254476e-45],
  [20, 1, 5.39586561160790093e-176],
];
const CDF = [
  [-8, 6.22096057427178412e-16],
  [-3, 0.00134989803163009453],
  [-1.5, 0.066807201268858066],
  [0, 0.5],
  [0.3, 0.617911422188952633],
  [2, 0.977249868051820793],
];
const QUANTILE = [
  [1e-100, -21.2734535609653243],
  [1e-20, -9.26234008979840758],
  [1e-10, -6.3613409024040562],
  [0.001, -3.09023230616781354],
  [0.01, -2.32634787404084109],
  [0.025, -1.95996398454005421],
  [0.05, -1.64485362695147269],
  [0.1, -1.28155156554460044],
  [0.3, -0.524400512708040816],
  [0.45, -0.125661346855074006],
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
    expectRelative(normalPdf(0), 0.398942280401432678);
    expectRelative(normalPdf(1), 0.241970724519143349);
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
