import { type Decimal, parseDecimal, powerOfTen, stepsOf } from '../core/base/decimal.ts';
import { type Instrument, priceOf } from '../core/model/instrument.ts';

/** The decimal texts of the wire as ticks and lots; the schema has seen to it that they are decimals. */

function exact(text: string): Decimal {
  return parseDecimal(text) ?? { units: 0n, scale: 0 };
}

/** Whole ticks; `undefined` for a price between two, or beyond 2^53 ticks. */
export function ticksOfText({ tickSize }: Instrument, text: string): number | undefined {
  return safe(stepsOf(exact(text), tickSize));
}

/** Whole or half ticks: the middle of a quote. */
export function halfTicksOfText({ tickSize }: Instrument, text: string): number | undefined {
  const { units, scale } = exact(text);
  const halves = safe(stepsOf({ units: units * 2n, scale }, tickSize));
  return halves === undefined ? undefined : halves / 2 + 0;
}

/** Lots, toward zero; `undefined` beyond 2^53. */
export function lotsOfText({ lotSize }: Instrument, text: string): number | undefined {
  const { units, scale } = exact(text);
  const common = Math.max(scale, lotSize.scale);
  const lots = (units * powerOfTen(common - scale)) / (lotSize.units * powerOfTen(common - lotSize.scale));
  return safe(lots);
}

/** The two prices on the grid next to one that is not. */
export function neighbours(instrument: Instrument, text: string): readonly [below: number, above: number] {
  const ticks = (Number(text) * instrument.priceDenominator) / instrument.priceNumerator;
  return [priceOf(instrument, Math.floor(ticks)), priceOf(instrument, Math.ceil(ticks))];
}

function safe(steps: bigint | undefined): number | undefined {
  const number = Number(steps);
  return steps !== undefined && Number.isSafeInteger(number) ? number : undefined;
}
