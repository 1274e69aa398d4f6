import { describe, expect, it } from 'vitest';
import { SCENARIO_START_US, ScenarioRun } from '../../backtest/scenario.ts';
import { DAY_US } from '../base/time.ts';
import type { ActionView, Context } from '../strategies/strategy.ts';
import { flat, play, scripted, type Story } from './scenario.twin.ts';

const buy = (quantity: number) => (ctx: Context) => ctx.target('A', quantity);
const FOR_SALE = { A: { bars: flat(100, 100, 100, 50, 50, 50, 50) } };
const SPLIT = [{ day: 3, instrument: 'A', split: [2, 1] }] as const;

const charges = (story: Story): string[] => {
  const { charges: table } = story.run.observer.recording;
  return Array.from(
    { length: table.count },
    (_, row) =>
      `${story.run.engine.account.ledger.owners[table.owner[row]]} ${table.kind[row]} ${Number(table.cash[row]) / 1e6} on ${
        (table.tsUs[row] - SCENARIO_START_US) / DAY_US
      }`,
  );
};

describe('a split', () => {
  it('makes two shares of one at half the price, and nobody is richer', () => {
    const story = play({ instruments: FOR_SALE, actions: SPLIT, agents: { x: { 1: buy(10) } } });
    expect(story.fills).toEqual(['A +10 @ 100 on 1']);
    expect(story.position('x')).toBe(20);
    expect(story.run.engine.account.equity()).toBe(100_000);
    expect(story.trades).toEqual(['x: long 20 A 50 to -: 0 after 6 (open)']);
  });

  it('rescales a cross that waits for its price', () => {
    const story = play({
      instruments: FOR_SALE,
      actions: SPLIT,
      consensus: { method: 'sum' },
      agents: { x: { 1: buy(10), 3: buy(0) }, y: { 3: buy(10) } },
    });
    expect(story.shares.slice(1)).toEqual(['x: A -20 @ 50 on 3 (cross)', 'y: A +20 @ 50 on 3 (cross)']);
    expect([story.position('x'), story.position('y')]).toEqual([0, 20]);
  });

  it('reaches the agents of the instrument when all is in line, and a target that is what it became is none', () => {
    const seen: unknown[] = [];
    const onAction = ({ kind, ratio, tsUs }: ActionView, ctx: Context): void => {
      seen.push([kind, ratio, (tsUs - SCENARIO_START_US) / DAY_US, ctx.position('A'), ctx.targeted('A')]);
      ctx.target('A', 20);
    };
    const story = play({
      instruments: FOR_SALE,
      actions: SPLIT,
      agents: { x: { strategy: scripted({ 1: buy(10) }, { onAction }) } },
    });
    expect(seen).toEqual([['split', 2, 3, 20, 20]]);
    expect(story.fills).toHaveLength(1);
  });

  it('what an agent wants on hearing of it waits for the next instant', () => {
    const story = play({
      instruments: FOR_SALE,
      actions: SPLIT,
      agents: { x: { strategy: scripted({ 1: buy(10) }, { onAction: (_, ctx) => ctx.target('A', 0) }) } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -20 @ 50 on 4']);
  });

  it('what an agent wants as a fraction on hearing of it is of the new price', () => {
    const onAction = (_: ActionView, ctx: Context): void => ctx.targetPercent('A', 0.5);
    const story = play({
      instruments: FOR_SALE,
      actions: SPLIT,
      agents: { x: { strategy: scripted({ 1: buy(10) }, { onAction }) } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A +980 @ 50 on 4']);
  });

  it('rescales the order that waits for the open it comes before', () => {
    const story = play({
      instruments: FOR_SALE,
      actions: SPLIT,
      risk: { profile: 'moderate', position: 1, gross: 2 },
      agents: { x: { 3: buy(10) } },
    });
    expect(story.fills).toEqual(['A +20 @ 50 on 3']);
    expect(story.position('x')).toBe(20);
  });

  it('rescales the orders of agents: sizes, limits and stops', () => {
    const states: unknown[] = [];
    const story = play({
      instruments: { A: { bars: [...flat(100, 100, 100, 50), [50, 50, 40, 45], ...flat(45)] } },
      actions: SPLIT,
      agents: {
        x: {
          1: (ctx) => {
            ctx.intend({
              instrument: 'A',
              side: 'buy',
              quantity: 10,
              orderType: 'limit',
              limitPrice: 91,
              stopLoss: 84,
              takeProfit: 130,
            });
          },
          4: (ctx) => {
            for (const { quantity, limitPrice, stopPrice } of ctx.orders())
              states.push([quantity, limitPrice, stopPrice]);
          },
        },
      },
    });
    expect(states).toEqual([
      [20, 45.5, undefined],
      [20, undefined, 42],
      [20, 65, undefined],
    ]);
    expect(story.fills).toEqual(['A +20 @ 45.5 on 5', 'A -20 @ 42 on 5']);
  });

  it('rescales exits that rest, and the best price that a trailing one follows', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 120, 120), ...flat(60, 60), [60, 60, 54, 55], ...flat(55)] } },
      actions: SPLIT,
      agents: { x: { strategy: scripted({ 1: buy(10) }), exits: { trailingStop: 0.05 } } },
    });
    // 5 % of the average of 120 below the best of 120; both halves
    expect(story.fills).toEqual(['A +10 @ 120 on 1', 'A -20 @ 57 on 6']);
  });

  it('an exit that is read at the close knows the new prices too', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 50, 47, 47, 47) } },
      actions: SPLIT,
      consensus: { method: 'majority' },
      agents: {
        x: { strategy: scripted({ 1: buy(10) }), exits: { stopLoss: 0.05 } },
        y: { strategy: scripted({ 1: buy(10) }), exits: { stopLoss: 0.05 } },
      },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -20 @ 47 on 5']);
  });

  it('a trailing exit that is read at the close follows the best price on', () => {
    const exits = { trailingStop: 0.05 };
    const story = play({
      instruments: { A: { bars: flat(100, 120, 120, 60, 59, 56, 56, 56) } },
      actions: SPLIT,
      consensus: { method: 'majority' },
      agents: { x: { strategy: scripted({ 1: buy(10) }), exits }, y: { strategy: scripted({ 1: buy(10) }), exits } },
    });
    // 5 % of the average of 60 below the best of 60
    expect(story.fills).toEqual(['A +10 @ 120 on 1', 'A -20 @ 56 on 6']);
  });

  it('rescales votes: who changes its mind meets those of the others in new shares', () => {
    const story = play({
      instruments: FOR_SALE,
      actions: SPLIT,
      consensus: { method: 'majority' },
      agents: { x: { 1: buy(10), 4: buy(21) }, y: { 1: buy(10) } },
    });
    // a mean of 20.5, rounded toward the 20 that are held
    expect(story.fills).toEqual(['A +10 @ 100 on 1']);
  });

  it('rescales a decision that waits for its turn under the order rate', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100, 100, 100) }, B: FOR_SALE.A },
      actions: [{ day: 3, instrument: 'B', split: [2, 1] }],
      risk: { profile: 'unlimited', ordersPerMinute: 1 },
      agents: {
        x: {
          3: (ctx) => {
            ctx.target('A', 10);
            ctx.target('B', 10);
          },
        },
      },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 3', 'B +20 @ 50 on 4']);
  });

  it('rescales an order that a fill asked for and that waits for the next instant', () => {
    const seen: unknown[] = [];
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 100, 90, 100], ...flat(50, 50, 50)] } },
      actions: SPLIT,
      agents: {
        x: {
          strategy: scripted(
            {
              1: (ctx) => {
                ctx.intend({ instrument: 'A', side: 'buy', quantity: 10, orderType: 'limit', limitPrice: 95 });
              },
              5: (ctx) => seen.push(...ctx.orders().map(({ quantity, limitPrice }) => [quantity, limitPrice])),
            },
            {
              onFill: (_, ctx) => {
                ctx.intend({ instrument: 'A', side: 'sell', quantity: 10, orderType: 'limit', limitPrice: 130 });
              },
            },
          ),
        },
      },
    });
    expect(story.fills).toEqual(['A +10 @ 95 on 3']);
    expect(seen).toEqual([[20, 65]]);
  });

  it('in reverse pays fractions of lots in cash: of the account, and among its agents', () => {
    const story = play({
      instruments: { A: { bars: flat(10, 10, 10, 100, 100) } },
      actions: [{ day: 3, instrument: 'A', split: [1, 10] }],
      consensus: { method: 'sum' },
      cash: '10000',
      agents: { x: { 1: buy(105) }, y: { 1: buy(107) }, z: { 1: buy(-3) } },
    });
    // 105 + 107 - 3 = 209 shares: 20, and 9 old ones in cash at 10
    expect([story.position('x'), story.position('y'), story.position('z')]).toEqual([10, 10, 0]);
    expect(charges(story)).toEqual(['x fraction 50 on 3', 'y fraction 70 on 3', 'z fraction -30 on 3']);
    expect(story.run.engine.account.equity()).toBe(10_000);
    expect(story.fills).toEqual(['A +209 @ 10 on 1']);
  });

  it('in reverse leaves who had what it wanted with what it has: a rounded lot is no wish to trade', () => {
    const targeted: unknown[] = [];
    const story = play({
      instruments: { A: { bars: flat(10, 10, 10, 100, 100, 100) } },
      actions: [{ day: 3, instrument: 'A', split: [1, 10] }],
      consensus: { method: 'sum' },
      agents: { x: { 1: buy(15), 4: (ctx) => targeted.push(ctx.targeted('A')) }, y: { 1: buy(15), 4: buy(5) } },
    });
    // 30 become 3: one and a half each, and the odd lot is x's
    expect([story.position('x'), story.position('y'), targeted]).toEqual([2, 5, [2]]);
    expect(story.fills).toEqual(['A +30 @ 10 on 1', 'A +4 @ 100 on 4']);
  });

  it('ends an order that is less than a lot after it', () => {
    const updates: string[] = [];
    play({
      instruments: { A: { bars: flat(10, 10, 10, 100, 100) } },
      actions: [{ day: 3, instrument: 'A', split: [1, 10] }],
      agents: {
        x: {
          strategy: scripted(
            {
              1: (ctx) => {
                ctx.intend({ instrument: 'A', side: 'buy', quantity: 9, orderType: 'limit', limitPrice: 5 });
              },
            },
            { onOrder: ({ state, reason }) => void updates.push(`${state} ${reason}`) },
          ),
        },
      },
    });
    expect(updates.at(-1)).toBe('canceled split');
  });

  it('keeps volume averages in line, so that a limit of volume allows twice the shares', () => {
    const bars = [100, 100, 100, 50, 50].map((price, k) => [price, price, price, price, k < 3 ? 100 : 200] as const);
    const story = play({
      instruments: { A: { bars } },
      actions: SPLIT,
      risk: { profile: 'unlimited', orderVolume: 0.1 },
      agents: { x: { 3: buy(1000) } },
    });
    expect(story.fills).toEqual(['A +20 @ 50 on 3']);
  });
});

describe('returns that risk is measured by', () => {
  it.each([
    ['a split', 50, { split: [2, 1] } as const],
    ['a dividend', 98.75, { dividend: '1.25' } as const],
  ])('do not take %s for a loss', (_, price, what) => {
    const run = new ScenarioRun({
      instruments: { A: { bars: flat(100, 100, 100, price) } },
      actions: [{ day: 3, instrument: 'A', ...what }],
      agents: { x: { strategy: scripted({ 1: buy(10) }) } },
    });
    const heard: number[] = [];
    const { risk } = run.engine.account;
    const onSession = risk.onSession.bind(risk);
    risk.onSession = (returns, closeUs) => {
      heard.push(returns[0]);
      return onSession(returns, closeUs);
    };
    run.run();
    expect(heard.slice(1)).toEqual([0, 0, 0]);
  });
});

describe('a dividend', () => {
  const DIVIDEND = [{ day: 3, instrument: 'A', dividend: '1.25' }] as const;

  it('is got by who holds at the close before, and paid by who is short', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 98.75, 98.75) } },
      actions: DIVIDEND,
      consensus: { method: 'sum' },
      agents: { x: { 1: buy(10) }, y: { 1: buy(-4) }, z: { 3: buy(5) } },
    });
    expect(charges(story)).toEqual(['x dividend 12.5 on 3', 'y dividend -5 on 3']);
    expect(story.run.engine.account.equity()).toBe(100_000);
  });

  it('is converted at the rate of the day on which it is valued', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 98.75, 98.75), currency: 'EUR' } },
      rates: [{ tsUs: SCENARIO_START_US, currency: 'EUR', rate: 1.1 }],
      actions: DIVIDEND,
      agents: { x: { 1: buy(10) } },
    });
    const { ledger } = story.run.engine.account;
    expect(ledger.held(0, 'EUR', 'dividends')).toBe(12_500_000n);
    expect(ledger.heldValue(0, 'dividends')).toBeCloseTo(13.75, 9);
  });
});

describe('what holding costs', () => {
  it('borrowing is charged for each night on what the account is short of, and shared among who is short', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100, 100) } },
      holding: { borrowBps: 365, marginInterestBps: 0 },
      consensus: { method: 'sum' },
      agents: { x: { 1: buy(-10) }, y: { 1: buy(-30) }, z: { 1: buy(20) } },
    });
    // short 20 at 100 for a day at 0.01 % a day: 0.2, three quarters of it from y; once a night
    expect(charges(story).slice(0, 2)).toEqual(['x borrow -0.05 on 2', 'y borrow -0.15 on 2']);
    expect(charges(story)).toHaveLength(6);
  });

  it('nights without data count, at what stood when the last day ended', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), null, null, ...flat(100)] } },
      holding: { borrowBps: 365, marginInterestBps: 0 },
      agents: { x: { 1: buy(-10) } },
    });
    // the bar after the gap opens on day 4
    expect(charges(story)).toEqual(['x borrow -0.1 on 2', 'x borrow -0.2 on 4', 'x borrow -0.1 on 5']);
  });

  it('interest is charged on what the account owes, and shared among who owes', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100) } },
      cash: '1000',
      holding: { borrowBps: 0, marginInterestBps: 730 },
      agents: { x: { 1: buy(15) } },
    });
    expect(charges(story).slice(0, 1)).toEqual(['x interest -0.1 on 2']);
  });

  it('cash in another currency counts at its rate: who has dollars owes no euros', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 100), currency: 'EUR' } },
      rates: [{ tsUs: SCENARIO_START_US, currency: 'EUR', rate: 1.1 }],
      cash: '2000',
      holding: { borrowBps: 0, marginInterestBps: 730 },
      agents: { x: { 1: buy(15) } },
    });
    expect(charges(story)).toEqual([]);
  });

  it('funding goes from longs to shorts at the last close, or back', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 200, 200, 200) } },
      actions: [
        { day: 2, instrument: 'A', funding: '0.0001' },
        { day: 3, instrument: 'A', funding: '-0.0003' },
      ],
      consensus: { method: 'sum' },
      agents: { x: { 1: buy(10) }, y: { 1: buy(-4) } },
    });
    expect(charges(story)).toEqual([
      'x funding -0.1 on 2',
      'y funding 0.04 on 2',
      'x funding 0.6 on 3',
      'y funding -0.24 on 3',
    ]);
  });
});
