import { decimalOf, formatDecimal, type Decimal } from '../core/base/decimal.ts';
import type { Instrument } from '../core/model/instrument.ts';

/** Numbers of the core as the decimal texts of the wire: exact where the core is exact. */

/** Whole ticks, or half ones (one digit more), to a price. */
export function priceText({ tickSize }: Instrument, ticks: number): string {
  return Number.isInteger(ticks)
    ? stepsText(tickSize, ticks)
    : stepsText({ units: tickSize.units, scale: tickSize.scale + 1 }, ticks * 10);
}

/** The same; null for NaN, which is "none". */
export function priceOrNull(instrument: Instrument, ticks: number | undefined): string | null {
  return ticks === undefined || Number.isNaN(ticks) ? null : priceText(instrument, ticks);
}

/** Lots, signed, to a quantity in units. */
export function quantityText({ lotSize }: Instrument, lots: number): string {
  return stepsText(lotSize, lots);
}

export function quantityOrNull(instrument: Instrument, lots: number): string | null {
  return Number.isSafeInteger(lots) ? quantityText(instrument, lots) : null;
}

/** Units of 10^-scale to money. */
export function moneyText(units: bigint, scale: number): string {
  return formatDecimal(units, scale);
}

const LARGE = 1e30;
const SMALL = 1e-18;

/** The shortest decimal that reads back as this float; null where it is not finite or beyond any amount. */
export function floatText(value: number): string | null {
  if (!(Math.abs(value) < LARGE)) return null;
  if (Math.abs(value) < SMALL) return '0';
  // What ECMAScript writes without an exponent is that decimal.
  const text = String(value);
  if (!text.includes('e')) return text;
  const { units, scale } = decimalOf(value);
  return formatDecimal(units, scale);
}

/** A float as it is; null where JSON has no such number. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function stepsText(step: Decimal, count: number): string {
  const product = count * Number(step.units);
  // Beyond 2^53 the product of two floats is no longer exact.
  if (!Number.isSafeInteger(product)) return formatDecimal(BigInt(count) * step.units, step.scale);
  if (step.scale === 0) return String(product + 0);
  const digits = String(Math.abs(product)).padStart(step.scale + 1, '0');
  const cut = digits.length - step.scale;
  return `${product < 0 ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}
