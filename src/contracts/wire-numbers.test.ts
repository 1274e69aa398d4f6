import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDecimal, stepsOf } from '../core/base/decimal.ts';
import { makeInstrument } from '../core/model/instrument.ts';
import { DECIMAL_PATTERN } from './fields.ts';
import { floatText, moneyText, priceText, quantityText } from './wire-numbers.ts';
import { halfTicksOfText, lotsOfText, ticksOfText } from './wire-quantities.ts';

const steps = fc.record({ units: fc.bigInt({ min: 1n, max: 10_000n }), scale: fc.nat({ max: 8 }) });
const instruments = fc
  .tuple(steps, steps)
  .map(([tickSize, lotSize]) => makeInstrument({ name: 'A', currency: 'USD', tickSize, lotSize }, 0));
const form = new RegExp(DECIMAL_PATTERN);

it('Ticks, half ticks and lots of any size become the exact decimal, and come back', () => {
  fc.assert(
    fc.property(instruments, fc.maxSafeInteger(), fc.integer(), (instrument, count, halves) => {
      const price = priceText(instrument, count);
      expect(price).toMatch(form);
      expect(stepsOf(parseDecimal(price)!, instrument.tickSize)).toBe(BigInt(count));
      expect(ticksOfText(instrument, price)).toBe(count + 0);
      expect(lotsOfText(instrument, quantityText(instrument, count))).toBe(count + 0);
      expect(halfTicksOfText(instrument, priceText(instrument, halves / 2))).toBe(halves / 2 + 0);
    }),
  );
});

it('A float becomes the shortest decimal that reads back as it; what is no amount is null', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const text = floatText(value);
      if (!(Math.abs(value) < 1e30)) expect(text).toBeNull();
      else {
        expect(text).toMatch(form);
        expect(Number(text)).toBe(Math.abs(value) < 1e-18 ? 0 : value);
      }
    }),
  );
});

it.each([
  [-1_250n, 2, '-12.50'],
  [5n, 3, '0.005'],
  [0n, 6, '0.000000'],
])('%s at scale %i is %s', (units, scale, text) => {
  expect(moneyText(units, scale)).toBe(text);
});
