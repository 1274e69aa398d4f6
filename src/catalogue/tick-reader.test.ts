import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal, stepsOf } from '../core/base/decimal.ts';
import { must } from '../core/base/assert.ts';
import { type Instrument, makeInstrument, priceOf } from '../core/model/instrument.ts';
import { Reading, TickReader } from './tick-reader.ts';

function instrumentOf(tick: string): Instrument {
  const tickSize = must(parseDecimal(tick), 'a tick');
  return makeInstrument({ name: 'A', currency: 'USD', tickSize, lotSize: { units: 1n, scale: 0 } }, 0);
}

function read(text: string, tick = '0.01'): [number, number] {
  const reader = new TickReader(instrumentOf(tick));
  return [reader.read(text), reader.reading];
}

describe('prices as ticks', () => {
  it.each([
    ['1469.250000', '0.01', 146925],
    ['0.1', '0.1', 1],
    ['.5', '0.25', 2],
    ['12.', '0.01', 1200],
    ['1.00000e2', '0.01', 10000],
    ['-3.5', '0.5', -7],
    ['  7 ', '1', 7],
    ['90071992547409.91', '0.01', 9007199254740991],
    ['0.00000001', '0.00000001', 1],
    ['33.75', '1.25', 27],
    ['007', '1', 7],
  ])('reads %s on a tick of %s', (text, tick, ticks) => {
    expect(read(text, tick)).toEqual([ticks, Reading.ticks]);
  });

  it.each([
    ['1438.359985', 143836],
    ['0.005', 1],
    ['0.0049999999999999999999', 0],
    ['-0.005', -1],
  ])('rounds %s and says that it is off the tick', (text, ticks) => {
    expect(read(text)).toEqual([ticks, Reading.offTick]);
  });

  it.each(['', 'NaN', 'nan', 'null', 'N/A', ' '])('takes %j for missing', (text) => {
    expect(read(text)).toEqual([Number.NaN, Reading.missing]);
  });

  it.each(['abc', '1,5', '1.2.3', '--1', '.', 'Infinity', '0x10', '1e999'])('takes %j for no price', (text) => {
    expect(read(text)).toEqual([Number.NaN, Reading.invalid]);
  });

  it('agrees with exact decimals for every way to write a number', () => {
    const text = fc.stringMatching(/^-?[0-9]{1,8}(\.[0-9]{0,9})?(e-?[0-3])?$/);
    fc.assert(
      fc.property(text, fc.constantFrom('0.01', '0.25', '0.00001', '1', '5', '0.03'), (written, tick) => {
        const [ticks, reading] = read(written, tick);
        const exact = stepsOf(must(parseDecimal(written), 'a number'), must(parseDecimal(tick), 'a tick'));
        if (exact === undefined) expect(reading).toBe(Reading.offTick);
        else expect([ticks, reading]).toEqual([Number(exact), Reading.ticks]);
      }),
    );
  });

  it('takes back every price that it gives out as a double', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.constantFrom('0.01', '0.00001', '0.25', '0.03'), (ticks, tick) => {
        const instrument = instrumentOf(tick);
        const reader = new TickReader(instrument);
        expect(reader.readNumber(priceOf(instrument, ticks))).toBe(ticks);
        expect(reader.reading).toBe(Reading.ticks);
      }),
    );
    const reader = new TickReader(instrumentOf('0.01'));
    expect([reader.readNumber(1.234), reader.reading]).toEqual([123, Reading.offTick]);
    expect([reader.readNumber(Number.NaN), reader.reading]).toEqual([Number.NaN, Reading.missing]);
    expect([reader.readNumber(Number.POSITIVE_INFINITY), reader.reading]).toEqual([Number.NaN, Reading.invalid]);
  });
});
