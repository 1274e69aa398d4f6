import { type Decimal, parseDecimal, powerOfTen, stepsOf } from '../../core/base/decimal.ts';

/** Longer texts may not fit a double digit by digit; they take the slow way. */
const EXACT_DIGITS_MAX = 15;
const ZERO = 48;

/** Reads decimal texts as whole numbers of steps. */
export interface NumberParser {
  readonly step: Decimal;
  /** How many steps the text is; NaN where it is no decimal number, lies between two steps, or has more than 2^53 of them. */
  parse(text: string): number;
}

/** Exactly, and without an object per number. */
export class StepParser implements NumberParser {
  readonly step: Decimal;
  private readonly units: number;

  constructor(step: Decimal) {
    this.step = step;
    this.units = Number(step.units);
  }

  parse(text: string): number {
    const length = text.length;
    if (length === 0 || length > EXACT_DIGITS_MAX) return this.parseSlowly(text);
    let digits = 0;
    let point = -1;
    for (let i = 0; i < length; i++) {
      const digit = text.charCodeAt(i) - ZERO;
      if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
      else if (point < 0 && text.charCodeAt(i) === 46) point = i;
      else return this.parseSlowly(text);
    }
    if (length === 1 && point === 0) return Number.NaN;
    let excess = (point < 0 ? 0 : length - point - 1) - this.step.scale;
    for (; excess > 0; excess--) {
      if (digits % 10 !== 0) return Number.NaN;
      digits /= 10;
    }
    if (excess < 0) digits *= 10 ** -excess;
    if (!Number.isSafeInteger(digits)) return this.parseSlowly(text);
    return digits % this.units === 0 ? digits / this.units : Number.NaN;
  }

  private parseSlowly(text: string): number {
    const decimal = parseDecimal(text);
    const steps = decimal === undefined ? undefined : stepsOf(decimal, this.step);
    const count = Number(steps ?? Number.NaN);
    return Number.isSafeInteger(count) ? count : Number.NaN;
  }
}

/** The coarsest power of ten, at most 1, that divides everything it was shown: numbers in steps of 10^-scale. */
export class CoarsestStep {
  private readonly scale: number;
  private factor: number;

  constructor(scale: number) {
    this.scale = scale;
    this.factor = Number(powerOfTen(scale));
  }

  see(steps: number): void {
    while (steps % this.factor !== 0) this.factor /= 10;
  }

  /** How many of the small steps make one of these. */
  get stepsEach(): number {
    return this.factor;
  }

  get step(): Decimal {
    return { units: 1n, scale: this.scale - Math.round(Math.log10(this.factor)) };
  }
}

/** Reads nothing but how finely numbers are written. */
export class ScaleScout implements NumberParser {
  readonly step: Decimal = { units: 1n, scale: 0 };
  scale = 0;

  parse(text: string): number {
    this.scale = Math.max(this.scale, parseDecimal(text)?.scale ?? 0);
    return 1;
  }
}
