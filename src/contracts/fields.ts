import { Type } from 'typebox';
import type { TSchema } from 'typebox';

/** The fields that messages are made of. Everything has a bound: a message that passes its check is small and finite. */
export const DECIMAL_PATTERN = '^-?[0-9]{1,40}(\\.[0-9]{1,40})?$';
const SIZE_PATTERN = '^[0-9]{1,40}(\\.[0-9]{1,40})?$';

const LIST_MAX = 1_024;

/** An exact number as text: `-12.50`. Never a float, never NaN or infinite. */
export function decimal(description: string) {
  return Type.String({ pattern: DECIMAL_PATTERN, maxLength: 82, description });
}

/** A decimal that is not negative. */
export function size(description: string) {
  return Type.String({ pattern: SIZE_PATTERN, maxLength: 82, description });
}

export function timeUs(description: string) {
  return Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });
}

export function count(description: string, minimum = 0) {
  return Type.Integer({ minimum, maximum: Number.MAX_SAFE_INTEGER, description });
}

/** A name of ours or of somebody's: an instrument, an agent, a rule, a person. */
export function name(description: string) {
  return Type.String({ minLength: 1, maxLength: 128, description });
}

/** Words for people. */
export function text(description: string, maxLength = 2_048) {
  return Type.String({ maxLength, description });
}

/** `o-1042.0`: an id that follows from the input that caused it. */
export function idOfKind(prefix: string, description: string) {
  return Type.String({ pattern: `^${prefix}-[0-9]{1,16}(\\.[0-9]{1,5})?$`, maxLength: 32, description });
}

/** 0 to 1. */
export function share(description: string) {
  return Type.Number({ minimum: 0, maximum: 1, description });
}

export function finite(description: string) {
  return Type.Number({ description });
}

export function flag(description: string) {
  return Type.Boolean({ description });
}

export function choice<const Values extends readonly string[]>(values: Values, description: string) {
  return Type.Unsafe<Values[number]>({ enum: [...values], description });
}

export function orNull<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

export function list<S extends TSchema>(items: S, description: string, maxItems = LIST_MAX) {
  return Type.Array(items, { maxItems, description });
}

/** The values of a reason's template. */
export function values() {
  return list(
    Type.Union([finite('a number'), text('a word', 1_024)]),
    'What stands in the places {0}, {1}, ... of the text; a value that is not a finite number travels as a word.',
    64,
  );
}

export function hash(description: string) {
  return Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description });
}
