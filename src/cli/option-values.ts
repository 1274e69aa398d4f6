import { Fault } from '../sdk/index.ts';
import { type Call, text } from './command.ts';

/** A number given as an option; wrong usage names the option, the value and what was expected. */
export function numberOption(
  call: Call,
  name: string,
  range: { whole?: boolean; min: number; max?: number },
): number | undefined {
  const given = text(call, name);
  if (given === undefined) return undefined;
  const { whole = false, min, max = Number.POSITIVE_INFINITY } = range;
  const value = given.trim() === '' ? Number.NaN : Number(given);
  if (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  const bounds =
    max === Number.POSITIVE_INFINITY
      ? min === Number.NEGATIVE_INFINITY
        ? ''
        : ` >= ${min}`
      : ` from ${min} to ${max}`;
  throw new Fault('usage', `--${dashed(name)}: expected ${kind}${bounds}, was '${given}'`);
}

/** The texts of an option that may be repeated. */
export function listOption(call: Call, name: string): readonly string[] {
  const value = call.options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
