import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { splitMoney } from './split-money.ts';

describe('money that follows lots', () => {
  it('10 over 3 lots are 3, 3 and 4', () => {
    expect([0, 1, 2].map((before) => splitMoney(10n, before, 1, 3))).toEqual([3n, 3n, 4n]);
    expect(splitMoney(-10n, 0, 2, 3)).toBe(-6n);
    expect(splitMoney(7n, 0, 3, 3)).toBe(7n);
    expect(splitMoney(0n, 1, 1, 3)).toBe(0n);
  });

  it('its parts add up to the last unit, and none is further than a unit from its share', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 8 }),
        (amount, lots) => {
          const total = lots.reduce((sum, each) => sum + each, 0);
          let before = 0;
          let sum = 0n;
          for (const each of lots) {
            const part = splitMoney(amount, before, each, total);
            const off = part * BigInt(total) - amount * BigInt(each);
            expect(off < BigInt(total) && off > -BigInt(total)).toBe(true);
            before += each;
            sum += part;
          }
          expect(sum).toBe(amount);
        },
      ),
    );
  });
});

test('the parts are those of whole numbers of any width', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      fc.nat(1_000_000_000),
      fc.nat(1_000_000_000),
      fc.nat(1_000_000_000),
      (amount, before, lots, after) => {
        const total = before + lots + after;
        fc.pre(total > 0);
        const due = (had: number) => (amount * BigInt(had)) / BigInt(total);
        expect(splitMoney(amount, before, lots, total)).toBe(due(before + lots) - due(before));
      },
    ),
  );
});
