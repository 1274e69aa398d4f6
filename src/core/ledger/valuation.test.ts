import { describe, expect, it } from 'vitest';
import { decimalOf } from '../base/decimal.ts';
import { makeInstrument } from '../model/instrument.ts';
import { Valuation } from './valuation.ts';

const WHOLE = 0;
const CENTS = 1;

/** Two instruments, one with ticks of 1 and one with ticks of 0.01, at a rate of 1; three owners. */
function make(): Valuation {
  const instruments = [1, 0.01].map((tickSize, index) =>
    makeInstrument({ name: `I${index}`, currency: 'USD', tickSize: decimalOf(tickSize), lotSize: decimalOf(1) }, index),
  );
  const valuation = new Valuation(instruments, 3);
  valuation.setRate(WHOLE, 1);
  valuation.setRate(CENTS, 1);
  return valuation;
}

describe('a valuation', () => {
  it('counts what is held: not what grows, shrinks or changes sides, but what begins and ends', () => {
    const valuation = make();
    const held = [5, 7, -2].map((lots) => {
      valuation.setPosition(0, WHOLE, lots, 100);
      return valuation.held;
    });
    expect(held).toEqual([1, 1, 1]);
    valuation.setPosition(2, WHOLE, 1, 100);
    valuation.setPosition(2, CENTS, 1, 100);
    expect(valuation.held).toBe(3);
    valuation.setPosition(2, WHOLE, 0, 100);
    valuation.setPosition(0, WHOLE, 0, 100);
    expect(valuation.held).toBe(1);
    valuation.setPosition(2, CENTS, 0, 100);
    expect(valuation.held).toBe(0);
  });

  it('moves each holder by its own lots, and goes on for the others when the first of them leaves', () => {
    const valuation = make();
    valuation.setPosition(0, WHOLE, 1, 100);
    valuation.setPosition(1, WHOLE, -2, 100);
    valuation.setPosition(2, WHOLE, 3, 100);
    valuation.mark(WHOLE, 110);
    expect([[...valuation.net], [...valuation.gross]]).toEqual([
      [110, -220, 330],
      [110, 220, 330],
    ]);
    valuation.setPosition(0, WHOLE, 0, 110);
    valuation.mark(WHOLE, 90);
    expect([[...valuation.net], [...valuation.gross]]).toEqual([
      [0, -180, 270],
      [0, 180, 270],
    ]);
  });

  it('of an owner who holds nothing any more is nothing, not what rounding left', () => {
    const valuation = make();
    valuation.setPosition(0, CENTS, 3, 10);
    valuation.setPosition(1, CENTS, -7, 10);
    for (let ticks = 11; ticks < 60; ticks += 3) valuation.mark(CENTS, ticks);
    valuation.setPosition(0, CENTS, 0, 59);
    valuation.setPosition(1, CENTS, 0, 59);
    expect([...valuation.net, ...valuation.gross]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('knows that no lots are worth nothing, though neither price nor rate be known', () => {
    const valuation = new Valuation(
      [makeInstrument({ name: 'X', currency: 'EUR', tickSize: decimalOf(1), lotSize: decimalOf(1) }, 0)],
      1,
    );
    expect([valuation.value(0, 0), valuation.valueInCurrency(0, 0)]).toEqual([0, 0]);
    expect([valuation.value(0, 1), valuation.valueInCurrency(0, 1)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('takes half ticks and nothing finer, from the market and from a split', () => {
    const valuation = make();
    valuation.mark(WHOLE, 10.5);
    expect(valuation.marks[WHOLE]).toBe(10.5);
    valuation.remark(WHOLE, 5.5);
    expect(valuation.marks[WHOLE]).toBe(5.5);
    expect(() => valuation.mark(WHOLE, 10.25)).toThrow('half ticks');
    expect(() => valuation.remark(WHOLE, 5.25)).toThrow('half ticks');
    expect(valuation.marks[WHOLE]).toBe(5.5);
  });
});
