import { z } from 'zod';
import { formatDecimal, parseDecimal } from '../core/base/decimal.ts';
import { requireZone } from '../core/market/zone.ts';
import { consensusSection } from './consensus-section.ts';
import { crossCheck } from './cross-check.ts';
import { dataSection } from './data-section.ts';
import { executionSection } from './execution-section.ts';
import { liveSection } from './live-section.ts';
import { riskSection } from './risk-section.ts';
import { exportFormats } from './run-file.ts';
import { checked, fraction, name, section } from './section.ts';
import { sweepSection } from './sweep-section.ts';
import { walkForwardSection } from './walk-forward-section.ts';

const cash = z.union([z.number(), z.string()], { error: 'expected an amount of money' }).transform((value, context) => {
  const decimal = parseDecimal(String(value));
  if (decimal !== undefined && decimal.units > 0n) return formatDecimal(decimal.units, decimal.scale);
  context.addIssue({ code: 'custom', message: 'expected an amount above 0' });
  return z.NEVER;
});

const exits = section({
  stopLoss: z.number().gt(0).lt(1).optional(),
  takeProfit: z.number().positive().optional(),
  trailingStop: z.number().gt(0).lt(1).optional(),
  maxBars: z.int().positive().optional(),
});

const agent = section({
  id: z.string().regex(/^[A-Za-z][\w-]*$/, { error: 'expected letters, digits, - and _, a letter first' }),
  strategy: name.describe("a built-in's name or a file"),
  params: z.record(z.string(), z.unknown()).default({}),
  instruments: z.array(name).min(1).optional().describe('default all'),
  capital: fraction.optional().describe('method sum: its share of the cash'),
  exits: exits.optional().describe("fractions of the agent's average price"),
}).refine(({ id }) => id !== 'house', { path: ['id'], error: "expected another id: 'house' is what no agent owns" });

const written = section({
  apiVersion: z.literal(0, { error: 'expected 0' }).default(0),
  name,
  seed: z.int().min(0).max(4_294_967_295).default(1),
  account: section({
    currency: name.default('USD'),
    cash,
    type: z.enum(['margin', 'cash']).default('margin'),
    dayZone: checked(z.string(), (zone) => requireZone(zone, 'dayZone')).default('UTC'),
  }),
  benchmark: name.optional().describe('one of the instruments'),
  data: z.array(dataSection).min(1),
  agents: z.array(agent).min(1),
  consensus: consensusSection.prefault({}),
  risk: riskSection.default({}),
  execution: executionSection.prefault({}),
  rates: z.array(section({ currency: name, path: name })).default([]),
  output: section({
    dir: name,
    formats: z
      .array(z.enum(exportFormats))
      .min(1)
      .default([...exportFormats]),
  }).optional(),
  costMethod: z.enum(['average', 'fifo']).default('average').describe('how the cost of what is sold is found'),
  sweep: sweepSection.optional().describe('what `conclave sweep` searches'),
  walkForward: walkForwardSection.optional().describe('how `conclave walk-forward` divides the period'),
  live: liveSection.optional().describe('what only a live session needs'),
});

/** What may stand in a run file. Its output is a `RunFile`. */
export const runFileSchema = written.superRefine(crossCheck);
