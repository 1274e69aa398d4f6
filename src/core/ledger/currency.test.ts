import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { parseDecimal } from '../base/decimal.ts';
import { makeInstrument } from '../model/instrument.ts';
import { currenciesOf, unitsPerHalfTick } from './currency.ts';

const make = (currency: string, tick: string, lot: string, multiplier = '1') =>
  makeInstrument(
    {
      name: `${currency}-${tick}`,
      currency,
      tickSize: must(parseDecimal(tick), tick),
      lotSize: must(parseDecimal(lot), lot),
      multiplier: must(parseDecimal(multiplier), multiplier),
    },
    0,
  );

describe('the scale of a currency', () => {
  it('is six digits where the instruments need no more', () => {
    const [usd, eur] = currenciesOf(['USD', 'EUR'], [make('USD', '0.01', '1')]);
    expect(usd).toEqual({ name: 'USD', scale: 6, unitsPerOne: 1_000_000 });
    expect(eur.scale).toBe(6);
  });

  it('has a digit more than tick * lot * multiplier of its finest instrument', () => {
    const [usdt, usd] = currenciesOf(
      ['USDT', 'USD'],
      [make('USDT', '0.01', '0.00001'), make('USDT', '1', '1'), make('USD', '0.25', '1', '50')],
    );
    expect(usdt.scale).toBe(8);
    expect(usd.scale).toBe(6);
  });

  it('makes half a tick of one lot a whole number of units', () => {
    const fine = make('USDT', '0.01', '0.00001');
    expect(unitsPerHalfTick(fine, currenciesOf(['USDT'], [fine])[0])).toBe(5n);
    const future = make('USD', '0.25', '1', '50');
    expect(unitsPerHalfTick(future, currenciesOf(['USD'], [future])[0])).toBe(6_250_000n);
  });

  it('must be one of a currency that the ledger has', () => {
    expect(() => currenciesOf(['USD'], [make('EUR', '0.01', '1')])).toThrow('no currency EUR');
  });

  it('is refused when it is too coarse for the instrument', () => {
    const coarse = { name: 'USD', scale: 2, unitsPerOne: 100 };
    expect(() => unitsPerHalfTick(make('USD', '0.01', '1'), coarse)).toThrow('too coarse');
    expect(() => unitsPerHalfTick(make('USD', '0.001', '1'), coarse)).toThrow('too coarse');
  });
});
