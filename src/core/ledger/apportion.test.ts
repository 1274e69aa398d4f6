import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide } from '../base/rounding.ts';
import { apportion, apportionDown } from './apportion.ts';

const shares = fc.array(fc.bigInt({ min: -1_000n, max: 1_000n }), { minLength: 1, maxLength: 6 });
const denominator = fc.bigInt({ min: 1n, max: 50n });

describe('parts of a whole', () => {
  it('add up, and none is a unit from its share, whichever way the whole is rounded', () => {
    fc.assert(
      fc.property(shares, denominator, fc.constantFrom('zero' as const, 'floor' as const), (list, d, rounding) => {
        const sum = list.reduce((all, share) => all + share, 0n);
        const total = divide(sum, d, rounding);
        const parts = apportion(list, d, total, rounding);
        expect(parts.reduce((all, part) => all + part, 0n)).toBe(total);
        parts.forEach((part, place) => {
          const off = part * d - list[place];
          expect(off < d && off > -d).toBe(true);
        });
      }),
    );
  });

  it('the furthest from its share gets what is left, the first of equals first', () => {
    expect(apportion([25n, 25n], 10n, 5n, 'zero')).toEqual([3n, 2n]);
    expect(apportion([105n, 107n, -3n], 10n, 20n, 'zero')).toEqual([10n, 10n, 0n]);
    expect(apportionDown([-1n, -1n, -1n], 2n)).toEqual([0n, -1n, -1n]);
  });

  it('want a total next to the sum of the shares: nobody gets a unit that nothing of is due to', () => {
    expect(() => apportion([10n, 25n], 10n, 5n, 'zero')).toThrow('next to the sum');
    expect(() => apportion([10n, 25n], 10n, 6n, 'zero')).toThrow('next to the sum');
    expect(apportion([10n, 25n], 10n, 4n, 'zero')).toEqual([1n, 3n]);
  });
});
