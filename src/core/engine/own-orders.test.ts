import { describe, expect, it } from 'vitest';
import { HOUR_US } from '../base/time.ts';
import { calendarOf } from '../market/calendars.ts';
import type { Context, OrderRequest, OrderUpdate } from '../strategies/strategy.ts';
import { flat, play, scripted, type Script } from './scenario.twin.ts';

type Wish = Partial<OrderRequest> & Pick<OrderRequest, 'orderType'>;
const order = (wish: Wish): OrderRequest => ({ instrument: 'A', side: 'buy', quantity: 10, ...wish });
const place =
  (...wishes: Wish[]) =>
  (ctx: Context) =>
    wishes.forEach((wish) => ctx.intend(order(wish)));

describe('orders of an agent’s own', () => {
  it('a limit rests from the next open on, and is told each step', () => {
    const told: string[] = [];
    const tell = (update: OrderUpdate) => told.push(`${update.state} ${update.filled}`);
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 100, 94, 97], ...flat(97)] } },
      agents: { x: { strategy: scripted({ 1: place({ orderType: 'limit', limitPrice: 95 }) }, { onOrder: tell }) } },
    });
    expect(story.fills).toEqual(['A +10 @ 95 on 3']);
    expect(told).toEqual(['accepted 0', 'filled 10']);
    expect(story.view.allocations()[0].reason).toBe('intent');
  });

  it('a stop, a stop-limit and a trailing stop', () => {
    const bars = [...flat(100, 100), [100, 108, 100, 107], [107, 107, 103, 104], ...flat(104)] as const;
    const played = (wish: Wish) => play({ instruments: { A: { bars } }, agents: { x: { 1: place(wish) } } }).fills;
    expect(played({ orderType: 'stop', stopPrice: 105 })).toEqual(['A +10 @ 105 on 3']);
    expect(played({ orderType: 'stop-limit', stopPrice: 105, limitPrice: 104 })).toEqual(['A +10 @ 104 on 4']);
    expect(played({ orderType: 'trailing', side: 'sell', trailDistance: 3 })).toEqual(['A -10 @ 105 on 4']);
  });

  it('a bracket’s children work on the rest of the entry bar: entry at 100, stop 95, low 90', () => {
    const bars = [...flat(100), [100, 103, 90, 92], ...flat(92)] as const;
    const story = play({
      instruments: { A: { bars } },
      agents: { x: { 1: place({ orderType: 'market', stopLoss: 95, takeProfit: 105 }) } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 95 on 2']);
    expect(story.run.engine.account.orders.liveCount).toBe(0);
  });

  it('a bracket whose entry is cancelled before the instant ends leaves nothing behind', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100) } },
      agents: {
        x: { 1: (ctx) => ctx.cancel(ctx.intend(order({ orderType: 'market', stopLoss: 95, takeProfit: 105 }))) },
      },
    });
    expect(story.orders).toEqual([]);
  });

  it('one cancels the other, placed in one instant or in two', () => {
    const bars = [...flat(100, 100, 100), [100, 112, 94, 100], ...flat(100)] as const;
    let first = '';
    const begin = (ctx: Context) => (first = ctx.intend(order({ side: 'sell', orderType: 'limit', limitPrice: 110 })));
    const join = (ctx: Context) =>
      void ctx.intend(order({ side: 'sell', orderType: 'stop', stopPrice: 95, oneCancels: first }));
    const both = (ctx: Context) => {
      begin(ctx);
      join(ctx);
    };
    for (const script of [{ 2: both }, { 1: begin, 2: join }] as Script[]) {
      const story = play({ instruments: { A: { bars } }, agents: { x: script } });
      expect(story.fills).toEqual(['A -10 @ 95 on 4']);
    }
    // The sibling has filled: nothing is left to choose between.
    const late = play({ instruments: { A: { bars: flat(100, 112, 112) } }, agents: { x: { 1: begin, 2: join } } });
    expect(late.fills).toEqual(['A -10 @ 112 on 1']);
    expect(late.refusals).toEqual(['x: A sibling-filled -10, at most 0 on 2']);
  });

  it('cancel and replace', () => {
    const bars = [...flat(100, 100, 100, 100), [100, 100, 89, 95], ...flat(95)] as const;
    const ids: string[] = [];
    const story = play({
      instruments: { A: { bars } },
      agents: {
        x: {
          1: (ctx) =>
            ids.push(
              ctx.intend(order({ orderType: 'limit', limitPrice: 95 })),
              ctx.intend(order({ orderType: 'limit', limitPrice: 94 })),
            ),
          2: (ctx) => {
            ctx.cancel(ids[0]);
            ctx.replace(ids[1], { limitPrice: 90, quantity: 4 });
          },
          3: (ctx) =>
            expect(ctx.orders()).toMatchObject([
              { id: ids[1], side: 'buy', quantity: 4, filled: 0, limitPrice: 90, state: 'accepted' },
            ]),
          5: (ctx) => ctx.cancel(ids[1]),
        },
      },
    });
    expect(story.run.engine.failure?.error).toBeUndefined();
    expect(story.fills).toEqual(['A +4 @ 90 on 5']);
  });

  it('what still waits for the end of its instant is replaced in place', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100) } },
      agents: {
        x: {
          1: (ctx) =>
            ctx.replace(ctx.intend(order({ orderType: 'limit', limitPrice: 95 })), { limitPrice: 101, quantity: 3 }),
        },
      },
    });
    expect(story.orders).toEqual(['x: A +3 limit limit 101 on 1']);
  });

  it('an order of another agent cannot be touched, a refused one can be cancelled without harm', () => {
    let id = '';
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) } },
      agents: {
        x: {
          1: (ctx) => (id = ctx.intend(order({ orderType: 'limit', limitPrice: 50 }))),
          2: (ctx) => ctx.cancel(ctx.intend(order({ orderType: 'limit', limitPrice: 50.005 }))),
        },
        y: { 2: (ctx) => ctx.cancel(id) },
      },
    });
    expect(story.run.engine.agents[0].failure).toBeUndefined();
    expect(String(story.run.engine.agents[1].failure?.error)).toContain('is not one of this agent');
  });

  it('a price off the tick is refused with the two nearest ticks: of entries, children and changes', () => {
    let id = '';
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100), tick: '0.05' } },
      agents: {
        x: {
          1: (ctx) => {
            ctx.intend(order({ orderType: 'limit', limitPrice: 99.97 }));
            ctx.intend(order({ orderType: 'market', stopLoss: 95.01 }));
            id = ctx.intend(order({ orderType: 'limit', limitPrice: 90 }));
          },
          2: (ctx) => ctx.replace(id, { limitPrice: 90.02 }),
        },
      },
    });
    expect(story.view.refusals().map(({ rule, limit, value }) => [rule, limit, value])).toEqual([
      ['off-tick', 99.95, 100],
      ['off-tick', 95, 95.05],
      ['off-tick', 90, 90.05],
    ]);
    expect(story.orders).toEqual(['x: A +10 limit limit 90 on 1']);
  });

  it('a refused order is told to its agent', () => {
    const told: string[] = [];
    play({
      instruments: { A: { bars: flat(100, 100, 100) } },
      risk: { profile: 'moderate', orderVolume: 'none' },
      agents: {
        x: {
          strategy: scripted(
            { 1: place({ orderType: 'limit', limitPrice: 110 }) },
            { onOrder: ({ state, reason }) => told.push(`${state} ${reason}`) },
          ),
        },
      },
    });
    expect(told).toEqual(['denied collar']);
  });

  it('post-only is cancelled where it would take, and makes where it rests', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 100, 94, 97]] } },
      execution: { fees: { model: 'bps', bps: 10, makerBps: -1 } },
      agents: {
        x: {
          1: place(
            { orderType: 'limit', limitPrice: 101, postOnly: true },
            { orderType: 'limit', limitPrice: 95, postOnly: true },
          ),
        },
      },
    });
    expect(story.view.fills().map(({ price, fee }) => [price, fee])).toEqual([[95, -0.095]]);
  });

  it('reduce-only is refused beyond what is held, and the venue cuts what a second one would flip', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100, 100), [100, 110, 90, 100], ...flat(100)] } },
      agents: {
        x: {
          1: place({ orderType: 'market' }),
          2: place(
            { orderType: 'stop', side: 'sell', stopPrice: 95, quantity: 11, reduceOnly: true },
            { orderType: 'stop', side: 'sell', stopPrice: 95, quantity: 8, reduceOnly: true },
            { orderType: 'limit', side: 'sell', limitPrice: 105, quantity: 10, reduceOnly: true },
          ),
        },
      },
    });
    expect(story.refusals).toEqual(['x: A reduce-only -11, at most 10 on 2']);
    expect(story.fills.slice(1).reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(-10);
    expect(story.position('x')).toBe(0);
    expect(story.run.engine.account.orders.liveCount).toBe(0);
  });

  it('an order that would meet an opposite resting order of ours is refused', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      agents: {
        x: { 1: place({ side: 'sell', orderType: 'limit', limitPrice: 104 }) },
        y: {
          2: place(
            { orderType: 'limit', limitPrice: 104 },
            { orderType: 'limit', limitPrice: 98 },
            { orderType: 'market' },
          ),
          3: (ctx) => ctx.replace(ctx.orders()[0].id, { limitPrice: 105 }),
        },
      },
    });
    expect(story.view.refusals().map(({ at, by, rule, limit, value }) => ({ at, by, rule, limit, value }))).toEqual([
      { at: 2, by: 'y', rule: 'self-trade', limit: 104, value: 104 },
      { at: 3, by: 'y', rule: 'self-trade', limit: 104, value: 105 },
    ]);
    expect(story.fills).toEqual(['A +10 @ 100 on 2']);
  });

  it.each(['change', 'cancel'] as const)(
    'both quotes move past where the other stood in one instant, by a %s',
    (how) => {
      const ids: string[] = [];
      const quote = (ctx: Context, side: 'buy' | 'sell', limitPrice: number) =>
        ids.push(ctx.intend({ instrument: 'A', side, quantity: 1, orderType: 'limit', limitPrice }));
      const story = play({
        instruments: { A: { bars: flat(100, 100, 100) } },
        agents: {
          x: {
            1: (ctx) => {
              quote(ctx, 'buy', 90);
              quote(ctx, 'sell', 110);
            },
            2: (ctx) => {
              // The bid first: where the offer still stands.
              if (how === 'change') {
                ctx.replace(ids[0], { limitPrice: 111 });
                ctx.replace(ids[1], { limitPrice: 120 });
              } else {
                quote(ctx, 'buy', 111);
                ctx.cancel(ids[0]);
                ctx.cancel(ids[1]);
              }
            },
          },
        },
      });
      expect(story.refusals).toEqual([]);
      expect(story.fills).toEqual(['A +1 @ 100 on 2']);
    },
  );

  it('a market order is refused where ours rests at the last price; brackets do not meet themselves', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      agents: {
        x: {
          1: place({ side: 'sell', orderType: 'limit', limitPrice: 100.01 }),
          2: place({ orderType: 'limit', limitPrice: 99, takeProfit: 100, quantity: 1 }),
        },
        y: { 2: place({ orderType: 'limit', limitPrice: 100, quantity: 2 }) },
        z: { 1: place({ orderType: 'market' }), 2: place({ side: 'sell', orderType: 'market', quantity: 3 }) },
      },
    });
    // x's take-profit at 100 sleeps, so the bid of y at 100 does not meet it; that bid rests at the last price and z may not sell to it.
    expect(story.view.refusals().map(({ by, rule }) => `${by} ${rule}`)).toEqual(['z self-trade']);
  });

  it('DAY orders end with their session, and belong to the next one when placed at the close', () => {
    // 24/7: placed at the end of day 1, it works through day 2.
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 100, 94, 97], ...flat(97)] } },
      agents: {
        x: {
          1: place({ orderType: 'limit', limitPrice: 95, timeInForce: 'DAY' }),
          2: place({ orderType: 'limit', limitPrice: 96, timeInForce: 'DAY' }),
        },
      },
    });
    expect(story.fills).toEqual(['A +10 @ 96 on 3']);
    const { updates } = story.run.observer.recording;
    expect(Array.from({ length: updates.count }, (_, k) => updates.state[k])).toContain('expired');
  });

  it('DAY and GTD by the exchange’s own clock', () => {
    // Hourly bars of New York; Tuesday 2 January 2024 opens at 14:30 UTC, which is 38.5 hours after the start.
    const bars = Array.from({ length: 64 }, (_, k) =>
      (k >= 39 && k < 45) || k >= 62 ? ([100, 100, k === 63 ? 90 : 99.5, 100] as const) : null,
    );
    const until = 1_704_067_200_000_000 + 44 * HOUR_US;
    const story = play({
      instruments: { A: { bars, intervalUs: HOUR_US, calendar: calendarOf('XNYS') } },
      agents: {
        x: {
          [String(40 / 24)]: place(
            { orderType: 'limit', limitPrice: 95, timeInForce: 'DAY' },
            { orderType: 'limit', limitPrice: 94, timeInForce: 'GTD', expireUs: until },
            { orderType: 'limit', limitPrice: 93 },
          ),
        },
      },
    });
    expect(story.fills.map((line) => line.split(' on ')[0])).toEqual(['A +10 @ 93']);
  });

  it('IOC and FOK take what there is at the first open, or nothing', () => {
    const bars = [
      [100, 100, 100, 100, 50],
      [100, 100, 100, 100, 50],
      [100, 100, 100, 100, 500],
    ] as const;
    const played = (timeInForce: 'IOC' | 'FOK') =>
      play({
        instruments: { A: { bars } },
        execution: { participation: 0.1 },
        agents: { x: { 1: place({ orderType: 'market', timeInForce }) } },
      }).fills;
    expect(played('IOC')).toEqual(['A +5 @ 100 on 1']);
    expect(played('FOK')).toEqual([]);
  });

  it('latency moves the open toward the adverse extreme', () => {
    const story = play({
      instruments: {
        A: {
          bars: [
            [100, 100, 100, 100],
            [100, 124, 100, 110],
            [110, 110, 110, 110],
          ],
        },
      },
      execution: { latencyUs: 6 * HOUR_US },
      agents: { x: { 1: place({ orderType: 'market' }) } },
    });
    expect(story.fills).toEqual(['A +10 @ 106 on 1']);
  });

  it('the same order twice within a moment is refused', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100) } },
      risk: { duplicateWithin: '1s' },
      agents: { x: { 1: place({ orderType: 'market' }, { orderType: 'market' }) } },
    });
    expect(story.view.refusals().map(({ rule }) => rule)).toEqual(['duplicate']);
  });

  it.each([
    [{ orderType: 'iceberg' as 'limit' }, /orderType: expected one of market, limit/],
    [{ orderType: 'market', side: 'long' as 'buy' }, /side: expected buy or sell, was long/],
    [{ orderType: 'limit' }, /limitPrice: a limit order needs it/],
    [{ orderType: 'stop-limit', limitPrice: 1 }, /stopPrice: a stop-limit order needs it/],
    [{ orderType: 'trailing' }, /trailDistance: a trailing order needs it/],
    [{ orderType: 'market', timeInForce: 'GTD' }, /expireUs: a GTD order needs it/],
    [{ orderType: 'market', timeInForce: 'FOREVER' as 'GTC' }, /timeInForce: expected one of DAY/],
    [{ orderType: 'limit', limitPrice: Number.NaN }, /limitPrice: expected a finite number above 0, was NaN/],
    [{ orderType: 'market', postOnly: true }, /postOnly: only a limit order/],
    [{ orderType: 'market', quantity: 1e300 }, /quantity: expected at least one lot/],
  ] satisfies [Wish, RegExp][])('%o stops the agent with what was expected', (wish, message) => {
    const story = play({ instruments: { A: { bars: flat(100, 100) } }, agents: { x: { 1: place(wish) } } });
    expect(String(story.run.engine.failure?.error)).toMatch(message);
  });
});
