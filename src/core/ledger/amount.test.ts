import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Amount, unitsOf } from './amount.ts';

const safe = fc.maxSafeInteger();
const step = fc.oneof(
  fc.record({
    act: fc.constant('add' as const),
    units: fc.oneof(safe, fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n })),
  }),
  fc.record({
    act: fc.constant('product' as const),
    lots: safe,
    each: fc.oneof(safe, fc.bigInt({ max: 2n ** 70n, min: 0n })),
  }),
  fc.record({ act: fc.constant('small' as const), units: fc.integer({ min: -1_000, max: 1_000 }) }),
);

test('it is the sum of what was added, however large, and stands as a number whenever it fits one', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const amount = new Amount();
      let sum = 0n;
      for (const what of steps) {
        if (what.act === 'product') {
          amount.addProduct(what.lots, what.each);
          sum += BigInt(what.lots) * BigInt(what.each);
        } else {
          amount.add(what.units);
          sum += BigInt(what.units);
        }
        expect(amount.value).toBe(sum);
        expect(amount.toNumber()).toBe(Number(sum));
        expect(amount.units).toBe(unitsOf(sum));
        expect(Object.is(amount.units, -0)).toBe(false);
      }
      const copy = new Amount();
      copy.value = sum;
      expect(copy).toEqual(amount);
    }),
  );
});

test('units are a number up to the largest safe integer, and a bigint beyond it', () => {
  expect(unitsOf(2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER);
  expect(unitsOf(2n ** 53n)).toBe(2n ** 53n);
  expect(unitsOf(-(2n ** 53n))).toBe(-(2n ** 53n));
  expect(unitsOf(0n)).toBe(0);
});
