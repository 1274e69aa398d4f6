import { Type } from 'typebox';

/** What the messages between a client and the paper exchange are made of. */
export const BOUND = 1_000_000_000_000;
export const strict = { additionalProperties: false };
export const sequence = Type.Integer({ minimum: 0 });
export const instrument = Type.Integer({ minimum: 0, maximum: 65_535 });
export const tsUs = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const ticks = Type.Integer({ minimum: -BOUND, maximum: BOUND });
export const lots = Type.Integer({ minimum: -BOUND, maximum: BOUND });
/** Of a quote bar the middle may lie on half a tick. */
export const halfTicks = Type.Number({ multipleOf: 0.5, minimum: -BOUND, maximum: BOUND });
export const word = Type.String({ maxLength: 200 });
export const amount = Type.String({ pattern: String.raw`^-?\d{1,40}$` });
export const oneOf = (words: Readonly<Record<string, string>>) => Type.Enum(Object.values(words));
