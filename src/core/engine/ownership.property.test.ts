import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResultHash } from '../../backtest/result-hash.ts';
import { dayOf } from '../../backtest/scenario-view.ts';
import { mulberry32 } from '../base/random.ts';
import { consensusMethods } from '../consensus/method.ts';
import type { Bar } from '../model/bar.ts';
import type { Context, Exits } from '../strategies/strategy.ts';
import { walk } from './noise.twin.ts';
import { play, scripted, type Story } from './scenario.twin.ts';

/** Asks for something at random: targets, nothing, or orders of its own in the instruments where it began with one. */
function noise(seed: number, orders: boolean) {
  const random = mulberry32(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const placed: string[] = [];
  return (bar: Bar, ctx: Context): void => {
    const roll = random();
    const quantity = Math.floor(random() * 61) - 30;
    if (roll < 0.45) return;
    if (!orders) {
      if (roll < 0.55) ctx.target(bar.instrument, pick([0, null]));
      else ctx.target(bar.instrument, quantity, { confidence: random() });
      return;
    }
    const side = quantity > 0 ? 'buy' : 'sell';
    const size = Math.abs(quantity) + 1;
    const near = Math.max(1, Math.round(bar.close) + Math.floor(random() * 9) - 4);
    const common = { instrument: bar.instrument, side, quantity: size } as const;
    if (roll < 0.55 && placed.length > 0) ctx.cancel(pick(placed));
    else if (roll < 0.6 && placed.length > 0) ctx.replace(pick(placed), { quantity: size });
    else if (roll < 0.7)
      placed.push(ctx.intend({ ...common, orderType: 'limit', limitPrice: near, oneCancels: placed.at(-1) }));
    else if (roll < 0.8)
      placed.push(ctx.intend({ ...common, orderType: 'stop', stopPrice: near, reduceOnly: random() < 0.5 }));
    else if (roll < 0.9) {
      const away = side === 'buy' ? 1 : -1;
      placed.push(
        ctx.intend({ ...common, orderType: 'market', stopLoss: near - 10 * away, takeProfit: near + 10 * away }),
      );
    } else
      placed.push(
        ctx.intend({ ...common, orderType: 'trailing', trailDistance: 3, timeInForce: pick(['DAY', 'GTC']) }),
      );
  };
}

const EXITS: readonly (Exits | undefined)[] = [
  undefined,
  { stopLoss: 0.05 },
  { takeProfit: 0.06, stopLoss: 0.08 },
  { trailingStop: 0.07, maxBars: 4 },
];

const setups = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  method: fc.constantFrom(...consensusMethods),
  agents: fc.integer({ min: 1, max: 4 }),
  instruments: fc.integer({ min: 1, max: 3 }),
  participation: fc.constantFrom(undefined, 0.05, 0.3),
  fill: fc.constantFrom('next-open' as const, 'close' as const),
  risk: fc.constantFrom(
    {},
    { profile: 'aggressive', orderVolume: 'none' },
    { position: 0.4, gross: 0.9, drawdown: 0.02, resumeAfter: 3 },
    { dailyLoss: 0.01, collar: 0.03, ordersPerMinute: 2 },
  ),
  cash: fc.constantFrom('4000', '100000'),
  orders: fc.boolean(),
  interrupt: fc.constantFrom('none', 'pause', 'kill-agent', 'kill-instrument', 'kill-account'),
  exits: fc.nat({ max: EXITS.length - 1 }),
});
type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

/** A cross closes a position whose exit has triggered, while the order beside it waits for its turn under the order rate. */
const CROSSED_WHILE_WAITING: Setup = {
  seed: 773_504,
  method: 'sum',
  agents: 3,
  instruments: 3,
  participation: 0.05,
  fill: 'next-open',
  risk: { dailyLoss: 0.01, collar: 0.03, ordersPerMinute: 2 },
  cash: '4000',
  orders: false,
  interrupt: 'none',
  exits: 2,
};

function run(setup: Setup): Story {
  const names = ['A', 'B', 'C'].slice(0, setup.instruments);
  const ids = ['p', 'q', 'r', 's'].slice(0, setup.agents);
  const scope = ({ 'kill-agent': 'strategy', 'kill-instrument': 'instrument', 'kill-account': 'account' } as const)[
    setup.interrupt as 'kill-agent'
  ];
  const subject = ({ 'kill-account': '', 'kill-instrument': 'A' } as Record<string, string>)[setup.interrupt] ?? 'p';
  return play({
    instruments: Object.fromEntries(names.map((name, k) => [name, { bars: walk(setup.seed + k, 40) }])),
    agents: Object.fromEntries(
      ids.map((id, k) => [
        id,
        {
          strategy: scripted(noise(setup.seed + 100 + k, setup.orders && k === 1)),
          exits: EXITS[(setup.exits + k) % EXITS.length],
        },
      ]),
    ),
    cash: setup.cash,
    consensus: { method: setup.method, quorum: setup.seed % 3 === 0 ? 0.5 : 0, band: 0.05 },
    risk: setup.risk,
    execution: {
      participation: setup.participation,
      fill: setup.fill,
      fees: { model: 'bps', bps: 3.3 },
      slippage: { model: 'bps', bps: 1.7 },
    },
    meanwhile: ({ driver }) => {
      if (setup.interrupt === 'none') return;
      const day = dayOf(driver.nowUs);
      if (day === 12) driver.command({ command: scope === undefined ? 'pause' : 'kill', scope, subject });
      if (day === 20) driver.command({ command: scope === undefined ? 'resume' : 'release', scope, subject });
    },
  });
}

describe('whatever agents ask for', () => {
  it('Σ virtual = account after every event, parts of a fill are of its side and add up to it, and money adds up', () => {
    // The run itself compares the owners' sums with the account after every input that caused something.
    fc.assert(
      fc.property(setups, (setup) => {
        const story = run(setup);
        const { fills, allocations } = story.run.observer.recording;
        const byOrder = new Map<string, number>();
        const put = (order: number, instrument: number, lots: number) =>
          byOrder.set(`${order}/${instrument}`, (byOrder.get(`${order}/${instrument}`) ?? 0) + lots);
        for (let row = 0; row < fills.count; row++) put(fills.order[row], fills.instrument[row], fills.signedLots[row]);
        for (let row = 0; row < allocations.count; row++)
          put(allocations.order[row], allocations.instrument[row], -allocations.signedLots[row]);
        expect([...byOrder.values()].filter((left) => left !== 0)).toEqual([]);
        expect(story.notices.filter((line) => line.startsWith('warning'))).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('under sum no agent ever holds more than it asked for: exits, crosses and partial fills do not overshoot', () => {
    const seen = { exits: 0, crosses: 0, parts: 0 };
    fc.assert(
      fc.property(setups, (setup) => {
        const story = run({ ...setup, method: 'sum', orders: false, fill: setup.fill });
        const { intents, allocations } = story.run.observer.recording;
        for (let row = 0; row < allocations.count; row++) {
          const reason = allocations.reason[row];
          if (reason === 'cross') seen.crosses += 1;
          else if (reason !== 'target' && reason !== 'breaker') seen.exits += 1;
          else seen.parts += 1;
          let [low, high] = [0, 0];
          for (let k = 0; k < intents.count; k++) {
            if (intents.tsUs[k] > allocations.tsUs[row]) break;
            if (intents.agent[k] !== allocations.owner[row] || intents.instrument[k] !== allocations.instrument[row])
              continue;
            low = Math.min(low, intents.targetLots[k] || 0);
            high = Math.max(high, intents.targetLots[k] || 0);
          }
          expect(allocations.positionLots[row]).toBeGreaterThanOrEqual(low);
          expect(allocations.positionLots[row]).toBeLessThanOrEqual(high);
        }
      }),
      { numRuns: 60, examples: [[CROSSED_WHILE_WAITING]] },
    );
    expect(Math.min(seen.exits, seen.crosses, seen.parts)).toBeGreaterThan(50);
  });

  it('the same inputs make the same outputs', () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const [one, two] = [run(setup), run(setup)];
        expect(two.shares).toEqual(one.shares);
        expect(two.refusals).toEqual(one.refusals);
        expect(two.run.engine.account.ledger.save()).toEqual(one.run.engine.account.ledger.save());
        expect(new ResultHash(two.run.engine.account).finish(two.run.engine.account)).toBe(
          new ResultHash(one.run.engine.account).finish(one.run.engine.account),
        );
      }),
      { numRuns: 15 },
    );
  });
});
