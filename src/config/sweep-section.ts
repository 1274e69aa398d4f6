import { z } from 'zod';
import { name, section } from './section.ts';

export const sweepMethods = ['grid', 'random', 'halving'] as const;
export type SweepMethod = (typeof sweepMethods)[number];

const value = z.union([z.number(), z.string(), z.boolean(), z.null()], {
  error: 'expected a number, a text, true, false or null',
});

const span = section({
  from: z.number(),
  to: z.number(),
  step: z.number().positive().optional().describe('values from, from + step, ... up to to'),
  count: z.int().min(2).max(100_000).optional().describe('so many values, evenly spread'),
  scale: z.enum(['linear', 'log']).default('linear'),
}).superRefine(({ from, to, step, count, scale }, context) => {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (!(from < to)) refuse('to', `expected a value above from, ${from}`);
  if (step !== undefined && count !== undefined) refuse('count', 'expected either step or count, were both');
  if (scale === 'log' && from <= 0) refuse('from', 'expected a value above 0 on a log scale');
  if (scale === 'log' && step !== undefined) refuse('step', 'expected count on a log scale, was step');
});

const choices = z
  .array(value)
  .min(1)
  .refine((list) => new Set(list).size === list.length, { error: 'expected each value once' });

const RANGE = 'expected a list of values, { from, to, step } or { from, to, count, scale }';

/** The values of one parameter: a span or a list of choices. What a strategy's schema says under `sweep` is one too. */
export const parameterRange = z.union([choices, span], { error: RANGE });
export type ParameterRange = z.output<typeof parameterRange>;

export const sweepSection = section({
  method: z.enum(sweepMethods).default('grid'),
  points: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('random, halving: how many are drawn, default 100; grid: the most that are run, default 10,000'),
  objective: name.default('sharpe').describe('the metric of the result of which more is better'),
  seed: z.int().min(0).max(4_294_967_295).optional().describe("of the points that are drawn; default the run's"),
  halving: section({
    factor: z.int().min(2).max(100).default(3).describe('one point in so many goes on to the next rung'),
    firstShare: z
      .number()
      .gt(0)
      .max(1)
      .default(0.1)
      .describe('of the period, at least so much in the first rung; each later one has factor times as much'),
  }).prefault({}),
  agents: z
    .record(
      z.string(),
      z.record(z.string(), z.union([z.literal('marked'), choices, span], { error: `${RANGE}, or marked` })),
    )
    .optional()
    .describe('agent, parameter, values; default every parameter that a strategy marks'),
});

/** `sweep:` as `conclave sweep` uses it. */
export type SweepConfig = z.output<typeof sweepSection>;

export function sweepDefaults(): SweepConfig {
  return sweepSection.parse({});
}
