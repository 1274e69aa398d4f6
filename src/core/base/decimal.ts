import { assert } from './assert.ts';

/** An exact decimal: units / 10^scale. How numbers cross the edges of the core: as strings in, as strings out. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

const POWERS: bigint[] = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));

export function powerOfTen(exponent: number): bigint {
  assert(Number.isInteger(exponent) && exponent >= 0, 'a power of ten wants a whole exponent >= 0');
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** `undefined` for anything that is not a finite decimal number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  let units = BigInt(`${whole}${fraction}`);
  let scale = fraction.length - Number(exponent ?? 0);
  if (scale < 0) {
    units *= powerOfTen(-scale);
    scale = 0;
  }
  if (sign === '-') units = -units;
  return normalise({ units, scale });
}

/** The shortest decimal that reads back as this double: what a person meant by writing 0.1. */
export function decimalOf(value: number): Decimal {
  assert(Number.isFinite(value), () => `a decimal wants a finite number, was ${value}`);
  const decimal = parseDecimal(String(value));
  assert(decimal !== undefined, () => `no decimal for ${value}`);
  return decimal;
}

/** Without trailing zeros. */
function normalise({ units, scale }: Decimal): Decimal {
  let left = units;
  let digits = scale;
  while (digits > 0 && left % 10n === 0n) {
    left /= 10n;
    digits -= 1;
  }
  return { units: left, scale: digits };
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return normalise({ units: a.units * b.units, scale: a.scale + b.scale });
}

/** The same number in units of 10^-scale, or `undefined` where that would lose a digit. */
export function unitsAt(decimal: Decimal, scale: number): bigint | undefined {
  if (decimal.scale <= scale) return decimal.units * powerOfTen(scale - decimal.scale);
  const divisor = powerOfTen(decimal.scale - scale);
  return decimal.units % divisor === 0n ? decimal.units / divisor : undefined;
}

/** How many whole `step`s make up `value`; `undefined` when it is no multiple of the step. */
export function stepsOf(value: Decimal, step: Decimal): bigint | undefined {
  const scale = Math.max(value.scale, step.scale);
  const numerator = value.units * powerOfTen(scale - value.scale);
  const denominator = step.units * powerOfTen(scale - step.scale);
  return numerator % denominator === 0n ? numerator / denominator : undefined;
}

/** The nearest double. Within 2^53 and 22 digits both sides of one division are exact, so that it rounds once. */
export function toNumber({ units, scale }: Decimal): number {
  const number = Number(units);
  if (scale <= 22 && Number.isSafeInteger(number)) return number / 10 ** scale;
  return Number(formatDecimal(units, scale));
}

/** "-12.50" for (-1250n, 2). Keeps the trailing zeros of its scale, so that columns of money line up. */
export function formatDecimal(units: bigint | number, scale: number): string {
  const value = BigInt(units);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const cut = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return value < 0n ? `-${text}` : text;
}
