import { z } from 'zod';
import { formatDecimal, parseDecimal } from '../core/base/decimal.ts';
import type { ConsensusConfig } from '../core/consensus/config.ts';
import { requireZone } from '../core/market/zone.ts';
import type { Exits } from '../core/strategies/strategy.ts';
import { crossCheck } from './cross-check.ts';
import { consensusSection } from './consensus-section.ts';
import { dataSection } from './data-section.ts';
import { executionSection, type FeeChoice, type SlippageChoice } from './execution-section.ts';
import { riskSection } from './risk-section.ts';
import { checked, fraction, name, section } from './section.ts';

export const exportFormats = ['html', 'json', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A run file, read: defaults in place, durations in microseconds, exact amounts as text. */
export interface RunFile {
  readonly apiVersion: 0;
  readonly name: string;
  readonly seed: number;
  readonly account: {
    readonly currency: string;
    /** A decimal text. */
    readonly cash: string;
    readonly type: 'margin' | 'cash';
    readonly dayZone: string;
  };
  readonly benchmark?: string;
  readonly data: readonly z.output<typeof dataSection>[];
  readonly agents: readonly RunAgent[];
  readonly consensus: ConsensusConfig & { readonly windowMs: 0 };
  /** As written; `resolveRisk` takes it. */
  readonly risk: Readonly<Record<string, unknown>>;
  readonly execution: RunExecution;
  /** Files with rates of the currencies that are not the account's. */
  readonly rates: readonly { readonly currency: string; readonly path: string }[];
  readonly output?: { readonly dir: string; readonly formats: readonly ExportFormat[] };
  readonly costMethod: 'average' | 'fifo';
}

export interface RunAgent {
  readonly id: string;
  /** A built-in's name, or a file. */
  readonly strategy: string;
  /** As written: the strategy's own schema checks it. */
  readonly params: unknown;
  /** Default all. */
  readonly instruments?: readonly string[];
  readonly capital?: number;
  readonly exits?: Exits;
}

export interface RunExecution {
  readonly fill: 'next-open' | 'close';
  readonly slippage: SlippageChoice;
  readonly fees: FeeChoice;
  /** undefined: no cap. */
  readonly participation: number | undefined;
  readonly latencyUs: number;
  readonly limitFill: 'through' | 'touch';
  readonly bothHit: 'stop-first' | 'target-first';
}

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
});

/** What may stand in a run file. Its output is a `RunFile`. */
export const runFileSchema = written.superRefine(crossCheck);
