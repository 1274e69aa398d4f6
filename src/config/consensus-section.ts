import { z } from 'zod';
import { consensusDefaults } from '../core/consensus/config.ts';
import { consensusMethods, parseMethod } from '../core/consensus/method.ts';
import { didYouMean } from './nearest.ts';
import { duration, fraction, section } from './section.ts';

const method = z
  .string()
  .transform((text, context) => {
    const found = parseMethod(text);
    if (found !== undefined) return found;
    context.addIssue({
      code: 'custom',
      message: `expected one of ${consensusMethods.join(', ')}, was '${text}'${didYouMean(text, consensusMethods)}`,
    });
    return z.NEVER;
  })
  .meta({ enum: [...consensusMethods, 'confidence_weighted', 'fixed_share'] });

/** `consensus:`, how the agents' targets become one. */
export const consensusSection = section({
  method: method.default(consensusDefaults.method),
  weights: z
    .record(z.string(), z.number().min(0))
    .optional()
    .describe('weighted: a weight for every agent; without it, past performance'),
  quorum: fraction
    .default(consensusDefaults.quorum)
    .describe('share of agents that must be awake, else only reductions'),
  windowMs: z
    .number()
    .min(0)
    .default(0)
    .describe('how long a window stays open after the first changed vote; 0: it closes with its instant'),
  veto: z.array(z.string()).default([]).describe('agents whose vote for flat forbids to open or increase'),
  staleAfter: duration.optional().describe('an agent that has handled nothing for longer is asleep'),
  halfLife: duration.optional().describe("an agent's weight halves with each such age"),
  band: z
    .number()
    .min(0)
    .default(consensusDefaults.band)
    .describe('an order is sent when it moves more than this share of the target'),
  scope: z
    .enum(['account', 'instrument'])
    .default(consensusDefaults.scope)
    .describe('learned weights: one vector for all, or one for each instrument'),
  learningRate: z.number().positive().optional().describe('hedge, fixed-share: a fixed rate'),
  shareRate: z.number().gt(0).lt(1).optional().describe('fixed-share: weight shared out anew in each round'),
  costBps: z.number().min(0).optional().describe("learned weights: what a change of an agent's target costs it"),
}).transform(({ staleAfter, halfLife, windowMs, ...rest }) => ({
  ...rest,
  staleAfterUs: staleAfter,
  halfLifeUs: halfLife,
  windowUs: Math.round(windowMs * 1000),
}));
