import { z } from 'zod';
import { parseDecimal } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import { parseDuration } from '../core/base/time.ts';
import { didYouMean } from './nearest.ts';

/**
 * An object of a run file. A key that it does not have is refused, with the one that was probably meant; `later` names keys
 * that the format will have and this version does not, each with what to do instead ('' where there is nothing to say).
 */
export function section<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  later: Readonly<Record<string, string>> = {},
) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map((key) => unknownKey(key, known, later)).join('; ')
        : undefined,
  });
}

export function unknownKey(
  key: string,
  known: readonly string[],
  later: Readonly<Record<string, string>> = {},
): string {
  if (Object.hasOwn(later, key)) return `'${key}' is not in this version${later[key] === '' ? '' : `: ${later[key]}`}`;
  const hint = didYouMean(key, known);
  return `unknown key '${key}'${hint === '' ? `; expected one of ${known.join(', ')}` : hint}`;
}

/** Refuses what `check` refuses with a Fault, in its words. */
export function checked<T extends z.ZodType>(schema: T, check: (value: z.output<T>) => unknown) {
  return schema.superRefine((value, context) => {
    try {
      check(value);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      context.addIssue({ code: 'custom', message: error.message.replace(/^[\w.[\]-]*: /, '') });
    }
  });
}

const numberOrText = z.union([z.number(), z.string()], { error: 'expected a number' });

/** A number > 0, as a number or, where every digit matters, as text. */
export const positiveExact = numberOrText.refine((value) => (parseDecimal(String(value))?.units ?? 0n) > 0n, {
  error: 'expected a number > 0',
});

const DURATION = "expected a duration such as '5s' or '1d'";

/** '5s', '1d' as microseconds. */
export const duration = z.string({ error: DURATION }).transform((text, context) => {
  const us = parseDuration(text);
  if (us !== undefined) return us;
  context.addIssue({ code: 'custom', message: DURATION });
  return z.NEVER;
});

type InUs<T, K extends keyof T & string> = Omit<T, K> & { readonly [P in K as `${P}Us`]: T[P] };

/** The same block with these durations under names that tell their unit: `every` becomes `everyUs`. */
export function inUs<T extends object, K extends keyof T & string>(block: T, ...keys: readonly K[]): InUs<T, K> {
  const renamed = Object.entries(block).map(([key, value]) => [
    (keys as readonly string[]).includes(key) ? `${key}Us` : key,
    value,
  ]);
  return Object.fromEntries(renamed) as InUs<T, K>;
}

/** A share from 0 to 1. */
export const fraction = z.number().min(0).max(1);

export const name = z.string().min(1);
