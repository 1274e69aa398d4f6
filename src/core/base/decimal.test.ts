import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalOf, formatDecimal, multiply, parseDecimal, stepsOf, toNumber, unitsAt } from './decimal.ts';

describe('decimal', () => {
  it('reads what people write', () => {
    expect(parseDecimal('12.50')).toEqual({ units: 125n, scale: 1 });
    expect(parseDecimal(' -0.00001 ')).toEqual({ units: -1n, scale: 5 });
    expect(parseDecimal('.5')).toEqual({ units: 5n, scale: 1 });
    expect(parseDecimal('1e-7')).toEqual({ units: 1n, scale: 7 });
    expect(parseDecimal('2.5E3')).toEqual({ units: 2500n, scale: 0 });
  });

  it('refuses what is no number', () => {
    for (const text of ['', '.', 'NaN', 'Infinity', '1,5', '0x10', '1.2.3', '--1', '1e'])
      expect(parseDecimal(text)).toBeUndefined();
  });

  it('formats with the digits of its scale', () => {
    expect(formatDecimal(-1250n, 2)).toBe('-12.50');
    expect(formatDecimal(5n, 3)).toBe('0.005');
    expect(formatDecimal(7, 0)).toBe('7');
  });

  it('gives the number that the text means', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }),
        fc.integer({ min: 0, max: 30 }),
        (units, scale) => {
          expect(toNumber({ units, scale })).toBe(Number(formatDecimal(units, scale)));
        },
      ),
    );
  });

  it('takes a double for the shortest decimal that reads back as it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        expect(toNumber(decimalOf(value))).toBe(value + 0);
      }),
    );
    expect(decimalOf(0.1)).toEqual({ units: 1n, scale: 1 });
  });

  it('changes scale only without loss', () => {
    expect(unitsAt({ units: 125n, scale: 1 }, 3)).toBe(12500n);
    expect(unitsAt({ units: 125n, scale: 2 }, 1)).toBeUndefined();
    expect(unitsAt({ units: 120n, scale: 2 }, 1)).toBe(12n);
  });

  it('counts steps exactly', () => {
    expect(stepsOf({ units: 412345n, scale: 2 }, { units: 5n, scale: 2 })).toBe(82469n);
    expect(stepsOf({ units: 1n, scale: 3 }, { units: 1n, scale: 2 })).toBeUndefined();
    expect(multiply({ units: 25n, scale: 2 }, { units: 4n, scale: 0 })).toEqual({ units: 1n, scale: 0 });
  });
});
