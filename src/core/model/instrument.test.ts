import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { parseDecimal } from '../base/decimal.ts';
import {
  exactTicks,
  type Instrument,
  lotsOf,
  makeInstrument,
  notionalFactor,
  priceOf,
  quantityOf,
  ticksOf,
  valuePerTickLot,
} from './instrument.ts';

const decimal = (text: string) => must(parseDecimal(text), text);

function instrument(tick: string, lot = '1', multiplier?: string): Instrument {
  const spec = { name: 'X', currency: 'USD', tickSize: decimal(tick), lotSize: decimal(lot) };
  return makeInstrument(multiplier === undefined ? spec : { ...spec, multiplier: decimal(multiplier) }, 0);
}

describe('instrument', () => {
  it('turns ticks into the price that was written', () => {
    expect(priceOf(instrument('0.01'), 412345)).toBe(4123.45);
    expect(priceOf(instrument('0.25'), 17)).toBe(4.25);
    expect(priceOf(instrument('5'), 3)).toBe(15);
    expect(priceOf(instrument('0.00001'), 131927.5)).toBe(1.319275);
  });

  it('turns every price on the grid into its ticks and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.constantFrom('0.01', '0.05', '0.25', '0.00000001', '2.5'),
        (ticks, tick) => {
          const known = instrument(tick);
          expect(ticksOf(known, priceOf(known, ticks))).toBe(ticks);
        },
      ),
    );
  });

  it('has no ticks for a price between two', () => {
    expect(ticksOf(instrument('0.05'), 100.02)).toBeNaN();
    expect(exactTicks(instrument('0.05'), { units: 10002n, scale: 2 })).toBeUndefined();
    expect(exactTicks(instrument('0.05'), { units: 10005n, scale: 2 })).toBe(2001n);
  });

  it('rounds quantities toward zero to the lot', () => {
    expect(lotsOf(instrument('0.01', '0.001'), 0.0129)).toBe(12);
    expect(lotsOf(instrument('0.01', '0.1'), 0.3)).toBe(3);
    expect(lotsOf(instrument('0.01', '100'), -250)).toBe(-2);
    expect(quantityOf(instrument('0.01', '0.5'), 3)).toBe(1.5);
  });

  it('knows what a lot is worth', () => {
    const future = instrument('0.25', '1', '50');
    expect(valuePerTickLot(future)).toEqual({ units: 125n, scale: 1 });
    expect(notionalFactor(future)).toBe(50);
    expect(() => instrument('0')).toThrow('tick size');
  });
});
