import { z } from 'zod';
import { duration, inUs, section } from './section.ts';

const limits = {
  minClip: z.number().positive().optional().describe('no child order is smaller, but the last; in units'),
  band: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('children wait while the price is further than this from that at arrival'),
  catchUp: z.number().min(1).default(2).describe('a late child is at most so many times its planned size'),
};
const schedule = { horizon: duration.prefault('5m'), slices: z.int().min(1).max(10_000).default(10) };

/** `execution.algorithm`: how a live order is cut into children. */
export const algorithmSection = z
  .discriminatedUnion('name', [
    section({ name: z.literal('twap'), ...schedule, ...limits }),
    section({
      name: z.literal('vwap'),
      ...schedule,
      ...limits,
      days: z.int().min(20).default(20).describe('of the median volume curve'),
    }),
    section({
      name: z.literal('pov'),
      participation: z.number().gt(0).lt(1).default(0.1).describe('share of what is traded, our own included'),
      horizon: duration.prefault('5m'),
      ...limits,
    }),
    section({
      name: z.literal('is'),
      ...schedule,
      ...limits,
      riskAversion: z.number().min(0).default(1e-6).describe('Almgren-Chriss lambda; 0 is twap'),
      temporaryImpact: z.number().positive().optional().describe('eta; left out: from the costs under execution'),
      permanentImpact: z.number().min(0).default(0).describe('gamma'),
    }),
  ])
  .transform((block) => inUs(block, 'horizon'));

export type AlgorithmChoice = z.output<typeof algorithmSection>;
