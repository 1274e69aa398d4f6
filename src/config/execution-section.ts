import { z } from 'zod';
import { latencySection, queueSection } from './book-venue-section.ts';
import { name, section } from './section.ts';
import { slicingSection } from './slicing-section.ts';

const bps = z.number().min(0).max(10_000);

const slippage = z.discriminatedUnion('model', [
  section({ model: z.literal('none') }),
  section({ model: z.literal('bps'), bps }),
  section({
    model: z.literal('half-spread'),
    spreadBps: bps.default(0).describe('of trade bars; quote bars bring theirs'),
  }),
  section({
    model: z.literal('square-root'),
    coefficient: z.number().min(0).default(1),
    window: z.int().min(2).default(20),
  }),
]);

const tiers = z
  .array(section({ from: z.number().min(0), bps: z.number().gt(-10_000).max(10_000) }))
  .min(1)
  .refine((list) => list[0].from === 0, { error: 'expected the first tier to begin at 0' })
  .refine((list) => list.every((tier, i) => i === 0 || tier.from > list[i - 1].from), {
    error: 'expected tiers that rise',
  });

const fees = z.discriminatedUnion('model', [
  section({ model: z.literal('none') }),
  section({
    model: z.literal('bps'),
    bps,
    makerBps: z.number().gt(-10_000).max(10_000).optional().describe('negative is a rebate'),
  }),
  section({
    model: z.literal('per-share'),
    perShare: z.number().min(0),
    minimum: z.number().min(0).optional().describe('per order'),
  }),
  section({ model: z.literal('tiered'), tiers }),
]);

export type SlippageChoice = z.output<typeof slippage>;
export type FeeChoice = z.output<typeof fees>;

const SLIPPAGE_BPS = 2;
const COMMISSION_BPS = 5;
const PARTICIPATION = 0.1;
const SHARE = 'expected a share of the volume above 0 and up to 1, or none';

/** `execution:`, when orders fill and what they cost. Left out, costs are not nil but those of a liquid share. */
export const executionSection = section({
  fill: z.enum(['next-open', 'close']).default('next-open').describe('close: the deciding bar itself; optimistic'),
  slippageBps: bps.optional().describe(`default ${SLIPPAGE_BPS}`),
  slippage: slippage.optional(),
  commissionBps: bps.optional().describe(`default ${COMMISSION_BPS}`),
  fees: fees.optional(),
  participation: z
    .union([z.literal('none'), z.number()], { error: SHARE })
    .refine((share) => share === 'none' || (share > 0 && share <= 1), { error: SHARE })
    .meta({ anyOf: [{ const: 'none' }, { type: 'number', exclusiveMinimum: 0, maximum: 1 }] })
    .default(PARTICIPATION),
  latencyMs: z.number().min(0).default(0),
  limitFill: z.enum(['through', 'touch']).default('through').describe('touch is optimistic'),
  bothHit: z.enum(['stop-first', 'target-first']).default('stop-first').describe('target-first is optimistic'),
  queue: queueSection
    .optional()
    .describe('recorded books: our place in a queue; default risk-averse, the pessimistic one'),
  orderLatency: latencySection.optional().describe('recorded books: from us to the venue; default 100ms'),
  responseLatency: latencySection.optional().describe('recorded books: from the venue to us; default 100ms'),
  dataLatency: latencySection
    .optional()
    .describe('recorded books, backtest only: how long each event takes from the venue to us; default as recorded'),
  borrowBps: bps.optional().describe('a year, of what the account is short of; backtest only'),
  marginInterestBps: bps.optional().describe('a year, of cash that the account owes; backtest only'),
  fundingColumn: name.optional().describe('the column of rates of funding in files of perpetuals; backtest only'),
  slicing: slicingSection.optional().describe('live: how an order is cut into children; left out: not at all'),
})
  .superRefine((given, context) => {
    for (const [short, long] of [
      ['slippageBps', 'slippage'],
      ['commissionBps', 'fees'],
    ] as const) {
      if (given[short] !== undefined && given[long] !== undefined) {
        context.addIssue({ code: 'custom', path: [short], message: `expected either ${short} or ${long}, was both` });
      }
    }
  })
  .transform(({ slippageBps, commissionBps, latencyMs, participation, ...given }) => ({
    fill: given.fill,
    slippage: given.slippage ?? ({ model: 'bps', bps: slippageBps ?? SLIPPAGE_BPS } as const),
    fees: given.fees ?? ({ model: 'bps', bps: commissionBps ?? COMMISSION_BPS } as const),
    participation: participation === 'none' ? undefined : participation,
    latencyUs: Math.round(latencyMs * 1000),
    limitFill: given.limitFill,
    bothHit: given.bothHit,
    ...(given.queue === undefined ? {} : { queue: given.queue }),
    ...(given.orderLatency === undefined ? {} : { orderLatency: given.orderLatency }),
    ...(given.responseLatency === undefined ? {} : { responseLatency: given.responseLatency }),
    ...(given.dataLatency === undefined ? {} : { dataLatency: given.dataLatency }),
    ...(given.borrowBps === undefined ? {} : { borrowBps: given.borrowBps }),
    ...(given.marginInterestBps === undefined ? {} : { marginInterestBps: given.marginInterestBps }),
    ...(given.fundingColumn === undefined ? {} : { fundingColumn: given.fundingColumn }),
    ...(given.slicing === undefined ? {} : { slicing: given.slicing }),
  }));
