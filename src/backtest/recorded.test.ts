import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mulberry32 } from '../core/base/random.ts';
import { HOUR_US } from '../core/base/time.ts';
import type { EngineState } from '../core/engine/engine.ts';
import { feed, freshEngine, record } from '../core/engine/input-tape.twin.ts';
import { flat, play, scripted } from '../core/engine/scenario.twin.ts';
import type { RecordRow } from '../core/market/memory-record.ts';
import { avellanedaStoikov } from '../core/strategies/avellaneda-stoikov.ts';
import { defineStrategy } from '../core/strategies/define-strategy.ts';
import type { BookView, Context, Handlers, Strategy } from '../core/strategies/strategy.ts';
import { SCENARIO_START_US, type Scenario } from './scenario.ts';

const AT_ONCE = {
  queue: { model: 'risk-averse' },
  orderLatency: { model: 'constant', us: 0 },
  responseLatency: { model: 'constant', us: 0 },
} as const;

function agent(handlers: Handlers): { strategy: Strategy } {
  const strategy = defineStrategy({ name: 'watch', version: '1.0.0', params: z.unknown(), create: () => handlers });
  return { strategy: strategy as unknown as Strategy };
}

const second = (tsUs: number) => (tsUs - SCENARIO_START_US) / 1e6;
const S = 1_000_000;
const book = (at: number, levels: readonly [1 | -1, number, number][], isSnapshot = false): RecordRow => ({
  kind: 'depth',
  tsUs: at * S,
  levels,
  isSnapshot,
});
const quote = (at: number, bid: number, ask: number, lots = 10): RecordRow => ({
  kind: 'quote',
  tsUs: at * S,
  top: [bid, lots, ask, lots],
});
const trade = (at: number, priceTicks: number, lots: number, aggressor: 1 | -1 = 1): RecordRow => ({
  kind: 'trade',
  tsUs: at * S,
  priceTicks,
  lots,
  aggressor,
});

/** Bids 99.99 and 99.98 of 10 and 20, offers 100.01 and 100.02 of 30 and 40. */
const SNAPSHOT = book(
  1,
  [
    [1, 9_999, 10],
    [1, 9_998, 20],
    [-1, 10_001, 30],
    [-1, 10_002, 40],
  ],
  true,
);

describe('agents over a recorded market', () => {
  it('see books, quotes and trades in the order of the source, each in units', () => {
    const seen: string[] = [];
    const say = (what: string) => seen.push(what);
    const story = play({
      instruments: {
        A: {
          bars: [],
          events: [SNAPSHOT, trade(2, 10_001, 4), book(2, [[-1, 10_001, 26]]), quote(2, 9_999, 10_001, 7)],
        },
      },
      agents: {
        x: agent({
          onBook: (view, ctx) => {
            const { bid, bidSize, ask, askSize, middle, imbalance, tickSize } = view;
            say(
              `book ${second(ctx.nowUs)}: ${bid} x ${bidSize}, ${ask} x ${askSize}, ${middle}, ${imbalance}, ${tickSize}`,
            );
            say(
              `${view.levels('bid')} bids, ${view.price('ask', 1)} x ${view.size('ask', 1)}, ${view.sizeAt('bid', 99.98)}`,
            );
            say(
              `${view.price('ask', 2)} x ${view.size('ask', 2)}, ${view.price('bid', -1)}, ${view.sizeAt('ask', 100.015)}`,
            );
          },
          onTrade: ({ price, quantity, aggressor }) => say(`trade: ${price} x ${quantity} ${aggressor}`),
          onQuote: ({ bid, askSize, tickSize }) => say(`quote: ${bid}, ${askSize}, ${tickSize}`),
        }),
      },
    });
    expect(seen).toEqual([
      'book 1: 99.99 x 10, 100.01 x 30, 100, -0.5, 0.01',
      '2 bids, 100.02 x 40, 20',
      'NaN x 0, NaN, 0',
      'trade: 100.01 x 4 buy',
      `book 2: 99.99 x 10, 100.01 x 26, 100, ${-16 / 36}, 0.01`,
      '2 bids, 100.02 x 40, 20',
      'NaN x 0, NaN, 0',
      'quote: 99.99, 7, 0.01',
    ]);
    expect(story.run.driver.events).toBe(4);
    expect(story.run.observer.events).toBe(4);
  });

  it('an order placed upon an event meets the book that comes after it, and fills mark at the middle', () => {
    const story = play({
      instruments: {
        A: {
          bars: [],
          events: [SNAPSHOT, book(2, [[-1, 10_001, 0]]), book(3, [[-1, 10_002, 0]]), book(4, [[-1, 10_004, 50]])],
        },
      },
      agents: { x: agent({ onBook: (view, ctx) => ctx.target(view.instrument, 5) }) },
      execution: AT_ONCE,
    });
    // Wanted at 1, when 100.01 stood; it has arrived when the next event comes, and meets what stood until then.
    expect(story.run.observer.recording.fills.count).toBe(1);
    expect(story.view.fills()[0]).toMatchObject({ quantity: 5, price: 100.01 });
    expect(story.equity).toBeCloseTo(100_000 + 5 * ((99.99 + 100.04) / 2 - 100.01), 9);
  });

  it('answers come after the response latency, between events too, and after the last one', () => {
    const heard: string[] = [];
    play({
      instruments: { A: { bars: [], events: [SNAPSHOT, book(2, []), book(3, [[-1, 10_001, 31]])] } },
      agents: {
        x: agent({
          onBook: (_, ctx) => {
            if (second(ctx.nowUs) === 1)
              ctx.intend({ instrument: 'A', side: 'buy', quantity: 1, orderType: 'limit', limitPrice: 99.9 });
          },
          onOrder: ({ state }, ctx) => heard.push(`${state} ${second(ctx.nowUs)}`),
        }),
      },
      execution: {
        ...AT_ONCE,
        orderLatency: { model: 'constant', us: 1_500_000 },
        responseLatency: { model: 'constant', us: 700_000 },
      },
    });
    // Sent at 1, at the venue at 2.5, heard of at 3.2, when there is no event any more.
    expect(heard).toEqual(['accepted 3.2']);
  });

  it('one instrument by bars and another by its book meet in the order of time', () => {
    const seen: string[] = [];
    const watch = scripted((bar) => seen.push(`bar ${second(bar.tsUs) / 3600}`), {
      onBook: (_: BookView, ctx: Context) => {
        seen.push(`book ${second(ctx.nowUs) / 3600}`);
        ctx.target('A', 3);
      },
    });
    const story = play({
      instruments: {
        A: { bars: flat(100, 101, 102), intervalUs: HOUR_US },
        B: { bars: [], events: [0.5, 1, 1.25].map((hours) => ({ ...SNAPSHOT, tsUs: hours * HOUR_US })) },
      },
      agents: { x: { strategy: watch } },
    });
    expect(seen).toEqual(['book 0.5', 'book 1', 'bar 1', 'book 1.25', 'bar 2', 'bar 3']);
    // There is no price of A before its first bar closes; what is wanted then waits for the next open.
    expect(story.fills).toEqual([`A +3 @ 101 on ${1 / 24}`]);
  });

  it('an instrument without a price yet cannot be bought by value', () => {
    const story = play({
      instruments: { A: { bars: [], events: [book(1, [[1, 9_999, 10]], true), quote(2, 9_999, 10_001)] } },
      agents: { x: agent({ onBook: (view, ctx) => ctx.targetPercent(view.instrument, 0.5) }) },
    });
    expect(story.refusals).toHaveLength(1);
    expect(story.refusals[0]).toContain('no-price');
  });
});

/** Books that walk at random, and trades at their best prices. */
function market(seed: number, steps: number, from = 0): RecordRow[] {
  const random = mulberry32(seed);
  const rows: RecordRow[] = [];
  let middle = 10_000;
  for (let k = from; k < from + steps; k++) {
    const at = 1 + k / 4;
    const levels = Array.from({ length: 6 }, (_, d) => [
      [1, middle - 1 - d, 1 + Math.floor(random() * 20)] as [1, number, number],
      [-1, middle + 1 + d, 1 + Math.floor(random() * 20)] as [-1, number, number],
    ]).flat();
    rows.push(book(at, levels, true));
    if (random() < 0.7) {
      const side = random() < 0.5 ? 1 : -1;
      rows.push(trade(at + 0.1, middle + side * (1 + Math.floor(random() * 3)), 1 + Math.floor(random() * 30), side));
    }
    if (random() < 0.3) rows.push(quote(at + 0.2, middle - 1, middle + 1, 5));
    middle += Math.floor(random() * 5) - 2;
  }
  return rows;
}

const PARAMS = { gamma: 0.5, kappa: 60, sigma: 0.02, horizon: 30, orderSize: 2, maxInventory: 4, refresh: 0 };
const maker = { strategy: avellanedaStoikov as unknown as Strategy, params: avellanedaStoikov.params.parse(PARAMS) };
const scenario = (events: RecordRow[], more: Partial<Scenario> = {}): Scenario => ({
  instruments: { A: { bars: [], events } },
  agents: { mm: maker },
  execution: {
    ...AT_ONCE,
    orderLatency: { model: 'constant', us: 20_000 },
    responseLatency: { model: 'constant', us: 30_000 },
  },
  ...more,
});

describe('a market maker', () => {
  it('quotes both sides, stays within its inventory, and earns what its fills and its position say', () => {
    const story = play(scenario(market(1, 400)));
    const sides = new Set(story.view.orders().map(({ quantity }) => Math.sign(quantity)));
    expect(sides).toEqual(new Set([1, -1]));
    expect(story.view.fills().length).toBeGreaterThan(20);
    let held = 0;
    let cash = 100_000;
    for (const { quantity, price } of story.view.fills()) {
      held += quantity;
      cash -= quantity * price;
      expect(Math.abs(held)).toBeLessThanOrEqual(8);
    }
    expect(held).toBe(story.position('mm'));
    const { account } = story.run.engine;
    expect(story.equity).toBeCloseTo(cash + held * (account.lastTicks[0] / 100), 6);
    // Nothing of what it sent stood in its own way.
    expect(story.refusals).toEqual([]);
  });

  it('does the same twice, and in each profile keeps to the order rate', () => {
    const events = market(2, 200);
    expect(play(scenario(events)).run.digest).toBe(play(scenario(events)).run.digest);
    const slow = play(scenario(events, { risk: { ordersPerMinute: 10 } }));
    expect(slow.refusals.every((line) => line.includes('orderRate'))).toBe(true);
    expect(slow.refusals.length).toBeGreaterThan(0);
    expect(slow.view.orders().length).toBeLessThanOrEqual(20);
  });

  it('goes on from a saved state as if nothing had been', () => {
    const given = scenario(market(3, 120));
    const { inputs, outputs } = record(given);
    for (const cut of [2, 100, Math.floor(inputs.length / 2), inputs.length - 3]) {
      const before = freshEngine(given);
      feed(before, inputs.slice(0, cut));
      const after = freshEngine(given);
      after.load(JSON.parse(JSON.stringify(before.save())) as EngineState);
      expect(feed(after, inputs.slice(cut))).toEqual(outputs.slice(cut));
    }
  });

  it('knows nothing of the future: what comes later changes nothing that it did before', () => {
    const rows = market(4, 160);
    const whole = play(scenario(rows));
    expect(whole.view.fills().length).toBeGreaterThan(5);
    for (const cut of [40, 90, 200]) {
      const untilUs = rows[cut].tsUs;
      const kept = rows.slice(0, cut);
      const altered = [...kept, ...market(99, 40, 400).map((row) => ({ ...row, tsUs: row.tsUs + untilUs }))];
      for (const other of [play(scenario(kept)), play(scenario(altered))]) {
        const before = (story: typeof whole) =>
          [story.view.orders(), story.view.fills(), story.view.intents()].map((list) =>
            (list as { at: number }[]).filter(({ at }) => at * 86_400 * S < untilUs),
          );
        expect(before(other)).toEqual(before(whole));
      }
    }
  });
});

describe('no handler knows the future', () => {
  it('of a book, a quote or a trade: what an agent is shown depends on what came before alone', () => {
    const shown = (events: RecordRow[]): string[] => {
      const seen: string[] = [];
      const note = (view: object, ctx: Context) =>
        seen.push(JSON.stringify([view, ctx.nowUs, ctx.equity, ctx.position('A'), ctx.orders()]));
      play({
        ...scenario(events),
        agents: {
          mm: maker,
          watch: agent({
            onBook: (view, ctx) => note([view.bid, view.ask, view.size('bid', 2), view.imbalance], ctx),
            onQuote: (view, ctx) => note({ ...view }, ctx),
            onTrade: (view, ctx) => note({ ...view }, ctx),
          }),
        },
        consensus: { method: 'sum' },
      });
      return seen;
    };
    const rows = market(5, 100);
    const whole = shown(rows);
    expect(whole).toHaveLength(rows.length);
    for (const cut of [30, 77]) {
      const altered = [
        ...rows.slice(0, cut),
        ...market(7, 30).map((row) => ({ ...row, tsUs: row.tsUs + rows[cut].tsUs })),
      ];
      expect(shown(altered).slice(0, cut)).toEqual(whole.slice(0, cut));
    }
  });
});
