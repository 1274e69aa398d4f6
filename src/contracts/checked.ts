import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** What is wrong with a value: where, as a JSON pointer, and what. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

const compiled = new WeakMap<TSchema, Validator>();

/** The compiled check of a schema; compiled the first time it is asked for. */
function validatorOf(schema: TSchema): Validator {
  let validator = compiled.get(schema);
  if (validator === undefined) {
    validator = Compile(schema);
    compiled.set(schema, validator);
  }
  return validator;
}

export function fits(schema: TSchema, value: unknown): boolean {
  return validatorOf(schema).Check(value);
}

/** The first thing that is wrong; call it when `fits` said no. */
export function problemOf(schema: TSchema, value: unknown, at = ''): Problem {
  const [error] = validatorOf(schema).Errors(value);
  if (error === undefined) return { path: at, reason: 'is not valid' };
  const path = clip(`${at}${error.instancePath}`, 512);
  if (error.keyword === 'boolean') return { path, reason: 'is a field that this version does not know' };
  if (error.keyword === 'enum') {
    const { allowedValues } = error.params as { allowedValues?: readonly unknown[] };
    if (allowedValues !== undefined) return { path, reason: `must be one of ${clip(allowedValues.join(', '), 1_024)}` };
  }
  return { path, reason: clip(error.message, 2_048) };
}

/** A text cut to a number of characters, never in the middle of a pair. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.charCodeAt(most - 1);
  return text.slice(0, end >= 0xd800 && end <= 0xdbff ? most - 1 : most);
}
