import { assert } from '../base/assert.ts';
import { unitsAt } from '../base/decimal.ts';
import { type Instrument, valuePerTickLot } from '../model/instrument.ts';

/** No currency is kept coarser than a millionth, so that fees and slippage in basis points of small trades survive. */
const SCALE_MIN = 6;

/** A currency of the account: amounts are bigints in units of 10^-scale. */
export interface Currency {
  readonly name: string;
  readonly scale: number;
  /** 10^scale, as a float: units / perUnit is money. */
  readonly unitsPerOne: number;
}

/**
 * The currencies in the order given, each fine enough that one lot at half a tick of each of its instruments is a whole
 * number of units: max(6, decimals of tick * lot * multiplier + 1).
 */
export function currenciesOf(names: readonly string[], instruments: readonly Instrument[]): Currency[] {
  const scales = names.map(() => SCALE_MIN);
  for (const instrument of instruments) {
    const index = names.indexOf(instrument.currency);
    assert(index >= 0, () => `the ledger has no currency ${instrument.currency}, which ${instrument.name} trades in`);
    scales[index] = Math.max(scales[index], valuePerTickLot(instrument).scale + 1);
  }
  return names.map((name, index) => ({ name, scale: scales[index], unitsPerOne: 10 ** scales[index] }));
}

/** What one lot is worth at half a tick, in units of the currency: exact, by the choice of the scale. */
export function unitsPerHalfTick(instrument: Instrument, currency: Currency): bigint {
  const perTick = unitsAt(valuePerTickLot(instrument), currency.scale);
  assert(
    perTick !== undefined && perTick % 2n === 0n,
    `the scale of ${currency.name} is too coarse for ${instrument.name}`,
  );
  return perTick / 2n;
}
