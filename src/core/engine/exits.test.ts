import { describe, expect, it } from 'vitest';
import { dayOf } from '../../backtest/scenario-view.ts';
import type { Context } from '../strategies/strategy.ts';
import { flat, play, scripted } from './scenario.twin.ts';

const buy = (quantity: number) => (ctx: Context) => ctx.target('A', quantity);
const holder = { strategy: scripted({ 1: buy(10) }) };

describe('exits of one agent, and under sum', () => {
  it('a stop-loss works along the path from the entry bar on, and fills at the level', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100), [100, 101, 90, 92], ...flat(92)] } },
      agents: { x: { ...holder, exits: { stopLoss: 0.05 } } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 95 on 2']);
    expect(story.intents).toEqual(['x: A 10 (agent) on 1', 'x: A 0 (stop-loss) on 2']);
    expect(story.trades).toEqual(['x: long 10 A 100 to 95: -50 after 0 (stop-loss)']);
  });

  it('an open beyond the level is the price, and slippage comes on top as money', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [90, 91, 89, 90], ...flat(90)] } },
      execution: { slippage: { model: 'bps', bps: 10 } },
      agents: { x: { ...holder, exits: { stopLoss: 0.05 } } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 90 on 2']);
    expect(story.view.fills().map(({ slippage }) => slippage)).toEqual([1, 0.9]);
  });

  it('a take-profit is a market order when touched: level, or a better open', () => {
    const level = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 112, 100, 111], ...flat(111)] } },
      agents: { x: { ...holder, exits: { takeProfit: 0.1 } } },
    });
    expect(level.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 110 on 3']);
    expect(level.trades).toEqual(['x: long 10 A 100 to 110: 100 after 1 (take-profit)']);
  });

  it('stop and target of one bar: the stop is taken', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 120, 80, 100], ...flat(100)] } },
      agents: { x: { ...holder, exits: { stopLoss: 0.1, takeProfit: 0.1 } } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 90 on 3']);
    expect(story.position('x')).toBe(0);
  });

  it('a trailing stop keeps its distance from the best price', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100), [100, 120, 100, 119], [119, 119, 105, 106], ...flat(106)] } },
      agents: { x: { ...holder, exits: { trailingStop: 0.1 } } },
    });
    // 10 % of the average price of 100 below the best, 120
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 110 on 3']);
  });

  it('a short position has its exits the other way round', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 106, 100, 106], ...flat(106)] } },
      agents: { x: { strategy: scripted({ 1: buy(-10) }), exits: { stopLoss: 0.05, takeProfit: 0.2 } } },
    });
    expect(story.fills).toEqual(['A -10 @ 100 on 1', 'A +10 @ 105 on 3']);
  });

  it('maxBars counts base bars held and leaves at the next open', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 101, 102, 103, 104) } },
      agents: { x: { ...holder, exits: { maxBars: 2 } } },
    });
    expect(story.fills).toEqual(['A +10 @ 101 on 1', 'A -10 @ 103 on 3']);
    expect(story.trades).toEqual(['x: long 10 A 101 to 103: 20 after 2 (max-bars)']);
  });

  it('what fills in parts is protected part by part', () => {
    const story = play({
      instruments: {
        A: {
          bars: [
            [100, 100, 100, 100, 100],
            [100, 100, 90, 90, 100],
            [90, 90, 90, 90, 100],
            [90, 90, 90, 90, 100],
          ],
        },
      },
      execution: { participation: 0.06 },
      agents: { x: { ...holder, exits: { stopLoss: 0.05 } } },
    });
    // 6 lots at the open use up the bar's share: the stop of 6 triggers on the path and waits; the rest of the entry is withdrawn.
    expect(story.fills).toEqual(['A +6 @ 100 on 1', 'A -6 @ 90 on 2']);
    expect(story.position('account')).toBe(0);
  });

  it('adding to a position moves its levels to the new average price', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100, 80), [80, 80, 70, 75], [75, 75, 65, 65], ...flat(65)] } },
      agents: { x: { strategy: scripted({ 1: buy(10), 2: buy(20) }), exits: { stopLoss: 0.25 } } },
    });
    // 10 at 100 and 10 at 80: 90 on average, the stop at 67.50 and no longer at 75, which the low of 70 would have hit
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A +10 @ 80 on 2', 'A -20 @ 67.5 on 5']);
  });

  it('closing a position by target takes its exits away in the same instant', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [94, 94, 90, 90], ...flat(90)] } },
      agents: { x: { strategy: scripted({ 1: buy(10), 2: buy(0) }), exits: { stopLoss: 0.05 } } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 94 on 2']);
    expect(story.position('x')).toBe(0);
  });

  it('a cross that closes a position takes its exits away: the stop does not sell what was given', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [90, 90, 80, 80], ...flat(80)] } },
      agents: {
        x: { strategy: scripted({ 1: buy(10), 2: buy(0) }), exits: { stopLoss: 0.05 } },
        y: { strategy: scripted({ 2: buy(10) }) },
      },
    });
    expect(story.shares).toEqual([
      'x: A +10 @ 100 on 1 (target)',
      'x: A -10 @ 90 on 2 (cross)',
      'y: A +10 @ 90 on 2 (cross)',
    ]);
    expect([story.position('x'), story.position('y'), story.position('account')]).toEqual([0, 10, 10]);
  });

  it('an exit latches: the same wish is ignored until the agent has asked for 0, null or the opposite sign', () => {
    const bars = [...flat(100, 100), [100, 100, 90, 90], ...flat(90, 90, 90, 90)] as const;
    const after = (...asks: (number | null)[]) => {
      const script = Object.fromEntries(asks.map((ask, k) => [k + 4, (ctx: Context) => ctx.target('A', ask)]));
      return play({
        instruments: { A: { bars } },
        agents: { x: { strategy: scripted({ 1: buy(10), ...script }), exits: { stopLoss: 0.05 } } },
      }).position('x');
    };
    expect(after(10, 12)).toBe(0);
    expect(after(0, 10)).toBe(10);
    expect(after(null, 10)).toBe(10);
    expect(after(-5)).toBe(-5);
  });

  it('exits that come with a target hold for that target', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 100, 90, 90], ...flat(90)] } },
      agents: { x: { 1: (ctx) => ctx.target('A', 10, { exits: { stopLoss: 0.02 } }) } },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 98 on 3']);
  });

  it('the exit of a paused agent still closes, and its old wish does not come back when it goes on', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 100, 90, 90], ...flat(90, 90, 90)] } },
      agents: { x: { ...holder, exits: { stopLoss: 0.05 } } },
      meanwhile: ({ driver }) => {
        if (dayOf(driver.nowUs) === 2) driver.command({ command: 'pause', subject: 'x' });
        if (dayOf(driver.nowUs) === 4) driver.command({ command: 'resume', subject: 'x' });
      },
    });
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 95 on 3']);
  });
});

describe('exits under a vote', () => {
  it('are read at the close and turn only that vote into 0', () => {
    const story = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 100, 90, 94], [94, 94, 94, 94], ...flat(94)] } },
      consensus: { method: 'weighted', weights: { x: 1, y: 1 } },
      agents: { x: { ...holder, exits: { stopLoss: 0.05 } }, y: { strategy: scripted({ 1: buy(10) }) } },
    });
    // The low of 90 does not count, the close of 94 does: x votes 0, half of the position goes at the next open.
    expect(story.fills).toEqual(['A +10 @ 100 on 1', 'A -5 @ 94 on 3']);
    expect(story.shares.at(-1)).toBe('x: A -5 @ 94 on 3 (stop-loss)');
    expect([story.position('x'), story.position('y')]).toEqual([0, 5]);
  });

  it('say nothing for an agent that asks for flat or the other side already', () => {
    const story = play({
      instruments: { A: { bars: flat(100, 100, 90, 90) } },
      consensus: { method: 'unanimous' },
      agents: {
        x: { strategy: scripted({ 1: buy(10), 2: buy(0), 4: buy(10) }), exits: { stopLoss: 0.05 } },
        y: { strategy: scripted({ 1: buy(10) }) },
      },
    });
    // y keeps the position, x's part of it falls by 10 %; x had asked for 0 and may ask for 10 again.
    expect(story.intents).toEqual([
      'x: A 10 (agent) on 1',
      'y: A 10 (agent) on 1',
      'x: A 0 (agent) on 2',
      'x: A 10 (agent) on 4',
    ]);
  });

  it('take-profit and trailing stop read closes too', () => {
    const profit = play({
      instruments: { A: { bars: [...flat(100, 100), [100, 130, 100, 109], ...flat(110, 110)] } },
      consensus: { method: 'majority' },
      agents: { x: { ...holder, exits: { takeProfit: 0.1 } }, y: { ...holder, exits: { takeProfit: 0.1 } } },
    });
    expect(profit.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 110 on 4']);
    const trailing = play({
      instruments: { A: { bars: flat(100, 100, 120, 111, 109, 109) } },
      consensus: { method: 'majority' },
      agents: { x: { ...holder, exits: { trailingStop: 0.1 } }, y: { ...holder, exits: { trailingStop: 0.1 } } },
    });
    expect(trailing.fills).toEqual(['A +10 @ 100 on 1', 'A -10 @ 109 on 5']);
  });
});
