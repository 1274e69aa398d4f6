import { z } from 'zod';
import { parseDuration } from '../core/base/time.ts';
import { section } from './section.ts';

export type QueueChoice =
  | { readonly model: 'risk-averse' | 'log' }
  | { readonly model: 'power'; readonly exponent: number };

export type LatencyChoice =
  | { readonly model: 'constant'; readonly us: number }
  | { readonly model: 'feed'; readonly factor: number; readonly offsetUs: number; readonly unknownUs?: number };

const DURATION = "expected a time such as '20ms', or 0";

/** A time with its unit, in microseconds; 0 needs none. */
const delay = z
  .union([z.literal(0), z.string()], { error: DURATION })
  .refine((value) => value === 0 || parseDuration(value) !== undefined, { error: DURATION })
  .transform((value) => (value === 0 ? 0 : (parseDuration(value) ?? 0)));

const EXPONENT = 3;
const QUEUE = "expected 'risk-averse', 'power', 'log', or { model: power, exponent: N }";

/** `execution.queue`: how our place in the queue of a price is estimated when others leave it. */
export const queueSection = z
  .union(
    [
      z.enum(['risk-averse', 'power', 'log']),
      section({ model: z.literal('power'), exponent: z.number().positive().max(100).default(EXPONENT) }),
    ],
    { error: QUEUE },
  )
  .transform((choice): QueueChoice => {
    if (typeof choice !== 'string') return choice;
    return choice === 'power' ? { model: choice, exponent: EXPONENT } : { model: choice };
  });

const LATENCY = "expected a time such as '20ms', 'feed', or { model: feed, factor, offset, unknown }";

/** `execution.orderLatency`, `responseLatency` and `dataLatency`: a constant, or what the feed itself took, times a factor, plus an offset. */
export const latencySection = z
  .union(
    [
      delay,
      z.literal('feed'),
      section({
        model: z.literal('feed'),
        factor: z.number().min(0).max(1_000).default(1),
        offset: delay.default(0),
        unknown: delay.optional().describe('until the data has shown a latency'),
      }),
    ],
    { error: LATENCY },
  )
  .transform((choice): LatencyChoice => {
    if (typeof choice === 'number') return { model: 'constant', us: choice };
    if (choice === 'feed') return { model: 'feed', factor: 1, offsetUs: 0 };
    const { factor, offset, unknown } = choice;
    return {
      model: 'feed',
      factor,
      offsetUs: offset,
      ...(unknown === undefined ? {} : { unknownUs: unknown }),
    };
  });
