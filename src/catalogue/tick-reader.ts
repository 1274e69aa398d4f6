import { parseDecimal, powerOfTen } from '../core/base/decimal.ts';
import { divide, mulDiv, toSafe } from '../core/base/rounding.ts';
import type { Instrument } from '../core/model/instrument.ts';

const SAFE = Number.MAX_SAFE_INTEGER;
const SCALES = Array.from({ length: 16 }, (_, i) => 10 ** i);

export const Reading = {
  ticks: 0,
  /** '' or NaN or null */ missing: 1,
  /** no number at all */ invalid: 2,
  /** off the grid */ offTick: 3,
} as const;
export type Reading = (typeof Reading)[keyof typeof Reading];

/** Prices to whole ticks, exactly: digits in, integers out, no floating point on the way. Off the grid it rounds and says so. */
export class TickReader {
  /** What the last text was. */
  reading: Reading = Reading.ticks;
  private readonly numerator: number;
  private readonly denominator: number;

  constructor(instrument: Instrument) {
    this.numerator = instrument.priceNumerator;
    this.denominator = instrument.priceDenominator;
  }

  /** NaN when the text is no price. */
  read(text: string): number {
    this.reading = Reading.ticks;
    let mantissa = 0;
    let scale = -1;
    const length = text.length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 48 && code <= 57) {
        mantissa = mantissa * 10 + (code - 48);
        if (scale >= 0) scale += 1;
      } else if (code === 46 && scale < 0) {
        scale = 0;
      } else {
        return this.readSlowly(text);
      }
    }
    if (length === 0 || mantissa > SAFE || scale > 15 || (scale === 0 && length === 1)) return this.readSlowly(text);
    const numerator = mantissa * this.denominator;
    const divisor = scale > 0 ? this.numerator * SCALES[scale] : this.numerator;
    if (numerator > SAFE || divisor > SAFE) return this.readSlowly(text);
    const rest = numerator % divisor;
    if (rest === 0) return numerator / divisor;
    this.reading = Reading.offTick;
    return mulDiv(mantissa, this.denominator, divisor, 'nearest');
  }

  /** A price that was stored in binary: the shortest decimal that reads back as it is what was meant. */
  readNumber(value: number): number {
    if (Number.isNaN(value)) {
      this.reading = Reading.missing;
      return Number.NaN;
    }
    this.reading = Reading.ticks;
    const ticks = (value * this.denominator) / this.numerator;
    const nearest = Math.round(ticks);
    if (Math.abs(ticks - nearest) <= 1e-9 * Math.max(1, Math.abs(ticks)) && Math.abs(nearest) <= SAFE) return nearest;
    return this.readSlowly(String(value));
  }

  private readSlowly(text: string): number {
    const trimmed = text.trim();
    if (trimmed === '' || /^(?:nan|null|na|n\/a|none)$/i.test(trimmed)) {
      this.reading = Reading.missing;
      return Number.NaN;
    }
    const decimal = parseDecimal(trimmed);
    if (decimal === undefined) {
      this.reading = Reading.invalid;
      return Number.NaN;
    }
    const numerator = decimal.units * BigInt(this.denominator);
    const divisor = BigInt(this.numerator) * powerOfTen(decimal.scale);
    if (numerator % divisor !== 0n) this.reading = Reading.offTick;
    const ticks = divide(numerator, divisor, 'nearest');
    if (ticks > BigInt(SAFE) || ticks < -BigInt(SAFE)) {
      this.reading = Reading.invalid;
      return Number.NaN;
    }
    return toSafe(ticks, 'a price in ticks');
  }
}
