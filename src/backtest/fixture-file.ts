import { z } from 'zod';
import { consensusSection } from '../config/consensus-section.ts';
import { executionSection } from '../config/execution-section.ts';
import { riskSection } from '../config/risk-section.ts';
import { fraction, name, section } from '../config/section.ts';

const row = z.union(
  [
    z.tuple([z.number(), z.number(), z.number(), z.number()]),
    z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
    z.number().transform((price): [number, number, number, number] => [price, price, price, price]),
    z.null(),
  ],
  { error: 'expected [open, high, low, close] or [open, high, low, close, volume], one price for all four, or null' },
);

const decimal = z.union([z.number(), z.string()]).transform(String);

const instrument = section({
  bars: z.array(row).min(1).describe('a day each, oldest first; null where one is missing'),
  tick: decimal.optional(),
  lot: decimal.optional(),
  multiplier: decimal.optional(),
  currency: name.optional(),
  resample: z.array(z.int().min(2)).optional().describe('days of longer bars that agents are given too'),
});

const exits = section({
  stopLoss: z.number().optional(),
  takeProfit: z.number().optional(),
  trailingStop: z.number().optional(),
  maxBars: z.int().optional(),
});

const agent = section({
  instruments: z.array(name).optional(),
  capital: fraction.optional(),
  exits: exits.optional(),
  warmup: z.int().min(0).optional().describe('bars wanted before the first decision'),
  maxPosition: z.number().positive().optional().describe('its own limit, in account currency'),
});

const quantities = z.record(z.string(), z.number().nullable());

const order = section({
  instrument: name,
  side: z.enum(['buy', 'sell']),
  quantity: z.number(),
  orderType: z.enum(['market', 'limit', 'stop', 'stop-limit', 'trailing']),
  limitPrice: z.number().optional(),
  stopPrice: z.number().optional(),
  trailDistance: z.number().optional(),
  timeInForce: z.enum(['DAY', 'GTC', 'IOC', 'FOK']).optional(),
  postOnly: z.boolean().optional(),
  reduceOnly: z.boolean().optional(),
  stopLoss: z.number().optional(),
  takeProfit: z.number().optional(),
  oneCancels: z.string().optional().describe('the name of an order placed before'),
});

const act = section({
  at: z.int().min(1).describe('at the close of that day, the first being 1'),
  agent: name.optional(),
  /** Which of the bars that close then; default the first that reaches the agent. */
  bar: name.optional(),
  target: quantities.optional(),
  targetPercent: z.record(z.string(), z.number()).optional(),
  confidence: fraction.optional(),
  exits: exits.optional(),
  order: order.optional(),
  name: z.string().optional().describe('of the order, for cancel, replace and oneCancels'),
  cancel: z.string().optional(),
  replace: z.string().optional(),
  changes: section({
    quantity: z.number().optional(),
    limitPrice: z.number().optional(),
    stopPrice: z.number().optional(),
  }).optional(),
  command: z.enum(['pause', 'resume', 'kill', 'release']).optional().describe('of a person, after that instant'),
  scope: z.enum(['account', 'strategy', 'instrument']).optional(),
  subject: z.string().optional(),
});
export type FixtureAct = z.output<typeof act>;

const rows = z.array(z.record(z.string(), z.unknown())).optional();

/** A rule as an example that a trader can read: a market and who is in it, what they ask for and when, and what comes of it. */
export const fixtureFile = section({
  about: z.string().describe('the rule, in a sentence'),
  given: section({
    account: section({
      cash: decimal.default('100000'),
      currency: name.default('USD'),
      type: z.enum(['margin', 'cash']).default('margin'),
      dayZone: name.default('UTC'),
    }).prefault({}),
    costMethod: z.enum(['average', 'fifo']).default('average'),
    instruments: z.record(z.string(), instrument),
    agents: z.record(z.string(), agent),
    consensus: consensusSection.prefault({}),
    risk: riskSection.default({}).describe('no limit where none is named'),
    execution: z
      .record(z.string(), z.unknown())
      .default({})
      .transform((given): z.input<typeof executionSection> => ({
        ...(given.slippage === undefined ? { slippageBps: 0 } : {}),
        ...(given.fees === undefined ? { commissionBps: 0 } : {}),
        participation: 'none',
        ...given,
      }))
      .pipe(executionSection)
      .describe('no costs and no cap where none are named'),
    rates: z.array(section({ at: z.int().min(0), currency: name, rate: z.number().positive() })).default([]),
    from: z.int().min(0).optional().describe('results begin with the bar that closes on that day'),
  }),
  when: z.array(act),
  /** Rows are compared in order, in the keys that are written; a list that is left out may be anything. */
  expect: section({
    intents: rows,
    decisions: rows,
    orders: rows,
    fills: rows,
    allocations: rows,
    refusals: rows,
    trades: rows,
    notices: rows,
    positions: z
      .record(z.string(), z.record(z.string(), z.number()))
      .optional()
      .describe('by owner (account, house or an agent) and instrument'),
    equity: z.number().optional(),
    failure: z.string().optional().describe('a part of what the agent that stopped says'),
  }),
});
export type FixtureFile = z.output<typeof fixtureFile>;
