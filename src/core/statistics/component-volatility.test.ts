import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { componentVolatility } from './component-volatility.ts';
import { standardDeviation } from './moments.ts';

it('of two that move apart is what each adds, and takes away', () => {
  // r = c + d = 1, 3, -1, 1: sd² = 8/3; cov(c, r) = 16/3, cov(d, r) = -8/3.
  const c = [0, 4, -4, 0];
  const d = [1, -1, 3, 1];
  const [first, second] = componentVolatility([c, d], [1, 3, -1, 1], 4);
  expect(first).toBeCloseTo((16 / 3 / Math.sqrt(8 / 3)) * 2, 12);
  expect(second).toBeCloseTo((-8 / 3 / Math.sqrt(8 / 3)) * 2, 12);
});

it('adds up to the volatility of the whole', () => {
  const value = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value, value), { minLength: 2, maxLength: 30 }), (rows) => {
      const parts = [0, 1, 2].map((k) => rows.map((row) => row[k]));
      const returns = rows.map(([x, y, z]) => x + y + z);
      const deviation = standardDeviation(returns);
      fc.pre(deviation > 1e-6);
      const sum = componentVolatility(parts, returns, 252).reduce((all, part) => all + part, 0);
      expect(sum).toBeCloseTo(deviation * Math.sqrt(252), 8);
    }),
  );
});

it('has no parts of a return that does not vary', () => {
  expect(componentVolatility([[0.1, 0.1]], [0.1, 0.1], 252)).toEqual([Number.NaN]);
});
