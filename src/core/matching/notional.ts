import { type Decimal, multiply, powerOfTen } from '../base/decimal.ts';
import { divide, mulDiv } from '../base/rounding.ts';
import { type Instrument, valuePerTickLot } from '../model/instrument.ts';

/** One basis point is 10^-4. */
export const BPS_SCALE = 4;

/**
 * A fixed fraction of a trade's notional as money: |ticks| x lots x value per tick and lot x fraction, exact, in units of
 * 10^-ledgerScale of the instrument's currency, rounded up: a cost against the trader, a rebate (negative fraction) too.
 */
export class NotionalShare {
  private readonly numerator: bigint;
  private readonly denominator: bigint;
  private readonly numeratorSmall: number;
  private readonly denominatorSmall: number;

  constructor(instrument: Instrument, ledgerScale: number, fraction: Decimal) {
    const perTickLot = multiply(valuePerTickLot(instrument), fraction);
    let numerator = perTickLot.units;
    let denominator = 1n;
    if (perTickLot.scale > ledgerScale) denominator = powerOfTen(perTickLot.scale - ledgerScale);
    else numerator *= powerOfTen(ledgerScale - perTickLot.scale);
    this.numerator = numerator;
    this.denominator = denominator;
    this.numeratorSmall = Number(numerator);
    this.denominatorSmall = Number(denominator);
  }

  of(ticks: number, lots: number): bigint {
    if (this.numerator === 0n) return 0n;
    const size = Math.abs(ticks) * lots;
    const product = size * this.numeratorSmall;
    if (Math.abs(product) <= Number.MAX_SAFE_INTEGER && this.denominatorSmall <= Number.MAX_SAFE_INTEGER) {
      return BigInt(mulDiv(size, this.numeratorSmall, this.denominatorSmall, 'ceil'));
    }
    return divide(BigInt(Math.abs(ticks)) * BigInt(lots) * this.numerator, this.denominator, 'ceil');
  }
}
