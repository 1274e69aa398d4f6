import { z } from 'zod';
import { parseDuration, type Us } from '../core/base/time.ts';
import { section } from './section.ts';

export const walkForwardSchemes = ['anchored', 'rolling', 'combinatorial'] as const;
export type WalkForwardScheme = (typeof walkForwardSchemes)[number];

/** A part of the recorded time: so many instants at which bars close, or so much time. */
export type Length = { readonly bars: number } | { readonly us: Us };

const LENGTH = "expected a number of bars, or a duration such as '365d'";

const durationLength = z.string({ error: LENGTH }).transform((text, context): Length => {
  const us = parseDuration(text);
  if (us !== undefined) return { us };
  context.addIssue({ code: 'custom', message: LENGTH });
  return z.NEVER;
});

const barsFrom = (least: number) =>
  z
    .int({ error: LENGTH })
    .min(least, { error: `expected ${least} bars or more` })
    .transform((bars): Length => ({ bars }));

/** The text decides by its type which of the two is asked, so that its message is the one that is told. */
const positive = z.union([barsFrom(1), durationLength], { error: LENGTH });
const orNone = z.union([barsFrom(0), durationLength], { error: LENGTH });

export const walkForwardSection = section({
  scheme: z
    .enum(walkForwardSchemes)
    .default('rolling')
    .describe('training that grows, training that moves along, or every choice of test groups'),
  train: positive.optional().describe('anchored: of the first window; default three times test'),
  test: positive.optional().describe('default an eighth of the bars, or a third of train'),
  step: positive.optional().describe('from one test to the next; at least test, which is the default'),
  purge: orNone.prefault(0).describe('cut off training before a test'),
  embargo: orNone.prefault(0).describe('combinatorial: left out between a test and training after it'),
  groups: z.int().min(2).max(30).default(6).describe('combinatorial: so many parts of the period'),
  testGroups: z.int().min(1).max(29).default(2).describe('combinatorial: of which each split tests so many'),
}).superRefine(({ scheme, train, test, step, embargo, groups, testGroups }, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (scheme === 'combinatorial') {
    if (testGroups >= groups) refuse('testGroups', `expected fewer than groups, ${groups}`);
    for (const [name, value] of Object.entries({ train, test, step }))
      if (value !== undefined) refuse(name, 'expected groups and testGroups under the combinatorial scheme');
    return;
  }
  if (!isNone(embargo)) refuse('embargo', `expected 0 under the ${scheme} scheme: there no training follows its test`);
  const given = Object.entries({ train, test, step }).filter(([, value]) => value !== undefined);
  const unlike = given.find(([, value]) => isBars(value as Length) !== isBars(given[0][1] as Length));
  if (unlike !== undefined) refuse(unlike[0], `expected the unit of ${given[0][0]}: all in bars, or all as durations`);
  else if (test !== undefined && step !== undefined && amountOf(step) < amountOf(test))
    refuse('step', 'expected at least test: no session is judged twice');
});

/** `walkForward:` as `conclave walk-forward` uses it. */
export type WalkForwardConfig = z.output<typeof walkForwardSection>;

export function walkForwardDefaults(): WalkForwardConfig {
  return walkForwardSection.parse({});
}

export function isBars(length: Length): length is { readonly bars: number } {
  return 'bars' in length;
}

/** In its own unit. */
export function amountOf(length: Length): number {
  return isBars(length) ? length.bars : length.us;
}

function isNone(length: Length): boolean {
  return amountOf(length) === 0;
}
