import { assert } from '../base/assert.ts';
import { type Decimal, multiply, powerOfTen, stepsOf, toNumber } from '../base/decimal.ts';
import { towardZero } from '../base/rounding.ts';

/** What is traded. Prices are whole ticks, quantities whole lots; floats are for people and statistics. */
export interface Instrument {
  /** Our name for it, and its place in the run's list, which is sorted by name. */
  readonly name: string;
  readonly index: number;
  readonly currency: string;
  readonly tickSize: Decimal;
  readonly lotSize: Decimal;
  /** Currency units per unit of price and unit of quantity (1 for shares, 50 for an ES future). */
  readonly multiplier: Decimal;
  /** lot size as a float: units per lot. */
  readonly lot: number;
  /** price = ticks * priceNumerator / priceDenominator, correctly rounded: 412345 ticks of 0.01 are 4123.45, not 4123.450000000001. */
  readonly priceNumerator: number;
  readonly priceDenominator: number;
}

export interface InstrumentSpec {
  name: string;
  currency: string;
  tickSize: Decimal;
  lotSize: Decimal;
  multiplier?: Decimal;
}

const ONE: Decimal = { units: 1n, scale: 0 };

export function makeInstrument(spec: InstrumentSpec, index: number): Instrument {
  assert(spec.tickSize.units > 0n, 'a tick size must be positive');
  assert(spec.lotSize.units > 0n, 'a lot size must be positive');
  let numerator = spec.tickSize.units;
  let denominator = powerOfTen(spec.tickSize.scale);
  const divisor = gcd(numerator, denominator);
  numerator /= divisor;
  denominator /= divisor;
  return {
    name: spec.name,
    index,
    currency: spec.currency,
    tickSize: spec.tickSize,
    lotSize: spec.lotSize,
    multiplier: spec.multiplier ?? ONE,
    lot: toNumber(spec.lotSize),
    priceNumerator: Number(numerator),
    priceDenominator: Number(denominator),
  };
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** Ticks (half ticks too: the middle of a quote) to a price in units of the currency. */
export function priceOf(instrument: Instrument, ticks: number): number {
  return (ticks * instrument.priceNumerator) / instrument.priceDenominator;
}

/** A price as whole ticks; NaN when it does not lie on the grid (a billionth of a tick is forgiven: it was a float). */
export function ticksOf(instrument: Instrument, price: number): number {
  const ticks = (price * instrument.priceDenominator) / instrument.priceNumerator;
  const nearest = Math.round(ticks);
  return Math.abs(ticks - nearest) <= 1e-9 * Math.max(1, Math.abs(ticks)) ? nearest : Number.NaN;
}

/** An exact price as ticks; `undefined` when it is off the grid. */
export function exactTicks(instrument: Instrument, price: Decimal): bigint | undefined {
  return stepsOf(price, instrument.tickSize);
}

/** A quantity in units as lots, toward zero: how an agent's wish becomes an order's size. */
export function lotsOf(instrument: Instrument, quantity: number): number {
  return towardZero(quantity / instrument.lot);
}

export function quantityOf(instrument: Instrument, lots: number): number {
  return lots * instrument.lot;
}

/** The exact worth of one lot at one tick, in the instrument's currency. */
export function valuePerTickLot(instrument: Instrument): Decimal {
  return multiply(multiply(instrument.tickSize, instrument.lotSize), instrument.multiplier);
}

/** The worth of one lot per unit of price, as a float: lots * price * this = notional in the instrument's currency. */
export function notionalFactor(instrument: Instrument): number {
  return toNumber(multiply(instrument.lotSize, instrument.multiplier));
}
