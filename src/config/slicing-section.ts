import { z } from 'zod';
import { Fault } from '../core/base/fault.ts';
import { resolveSlicing, type SlicingConfig } from '../core/execution/slicing/slicing-config.ts';

const positive = { type: 'number', exclusiveMinimum: 0 };
const atLeastNone = { type: 'number', minimum: 0 };
const lots = { type: 'integer', minimum: 1 };

/** `execution.slicing`: how a live order is cut into children. What an algorithm may be asked for is the core's to say. */
export const slicingSection = z
  .record(z.string(), z.unknown())
  .transform((section, context): SlicingConfig => {
    try {
      return resolveSlicing(section, 'slicing');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const [, key, text] = /^slicing\.(\w+): (.*)$/s.exec(error.message) ?? [undefined, undefined, error.message];
      context.addIssue({ code: 'custom', path: key === undefined ? [] : [key], message: text });
      return z.NEVER;
    }
  })
  .meta({
    properties: {
      algorithm: { enum: ['twap', 'vwap', 'pov', 'implementation-shortfall'] },
      horizon: { type: 'string', description: "over which time, such as '30m'" },
      slices: { type: 'integer', minimum: 1, maximum: 10_000, description: 'steps of the horizon; default 10' },
      price: { enum: ['market', 'near', 'far'], description: 'of a child: default market' },
      minLots: lots,
      maxLots: lots,
      jitter: { type: 'number', minimum: 0, maximum: 1, description: 'a step begins later by up to this share of it' },
      sweep: { type: 'boolean', description: 'the rest goes at market at the end; default true, pov: false' },
      profile: { type: 'array', items: atLeastNone, description: 'vwap: a weight for each slice' },
      participation: { ...positive, exclusiveMaximum: 1, description: 'pov: our share of all that trades' },
      volatility: { ...atLeastNone, description: 'implementation-shortfall: of the price, per square root of a day' },
      temporaryImpact: positive,
      permanentImpact: atLeastNone,
      riskAversion: atLeastNone,
    },
    required: ['algorithm', 'horizon'],
    additionalProperties: false,
  });
