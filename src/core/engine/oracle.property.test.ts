import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScenarioRow } from '../../backtest/scenario.ts';
import { play, scripted } from './scenario.twin.ts';

const cents = fc.integer({ min: 5_000, max: 15_000 }).map((units) => units / 100);
const bars = fc.array(
  fc
    .tuple(cents, cents)
    .map(([open, close]): ScenarioRow => [open, Math.max(open, close), Math.min(open, close), close]),
  { minLength: 3, maxLength: 25 },
);
const targets = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.integer({ min: -40, max: 40 }) },
  ),
  { minLength: 25, maxLength: 25 },
);

/** The same by hand: what is wanted at a close is held from the next open on; costs are a share of what is traded. */
function byHand(
  rows: readonly ScenarioRow[],
  wanted: readonly (number | undefined)[],
  costBps: number,
  atClose: boolean,
): { equity: number[]; traded: number } {
  let cash = 1_000_000;
  let held = 0;
  let traded = 0;
  let target = 0;
  const trade = (price: number) => {
    cash -= (target - held) * price + (Math.abs(target - held) * price * costBps) / 10_000;
    traded += Math.abs(target - held) * price;
    held = target;
  };
  const equity = rows.map((row, day) => {
    const [open, , , close] = row as readonly [number, number, number, number];
    if (!atClose) trade(open);
    target = wanted[day] ?? target;
    if (atClose) trade(close);
    return cash + held * close;
  });
  return { equity, traded };
}

describe('one agent without limits', () => {
  it('makes what the same trades make by hand, day by day', () => {
    fc.assert(
      fc.property(bars, targets, fc.constantFrom(0, 3.7), fc.boolean(), (rows, wanted, costBps, atClose) => {
        const story = play({
          instruments: { A: { bars: rows } },
          cash: '1000000',
          execution: { fill: atClose ? 'close' : 'next-open', fees: { model: 'bps', bps: costBps } },
          agents: {
            x: {
              strategy: scripted((_bar, ctx, day) => {
                const target = wanted[day - 1];
                if (target !== undefined) ctx.target('A', target);
              }),
            },
          },
        });
        const { sessions } = story.run.observer.recording;
        const hand = byHand(rows, wanted, costBps, atClose);
        expect(sessions.count).toBe(rows.length);
        hand.equity.forEach((equity, day) => expect(sessions.equity[day]).toBeCloseTo(equity, 3));
        expect(story.run.observer.traded).toBeCloseTo(hand.traded, 4);
        const profits = story.view.trades().reduce((sum, { profit }) => sum + profit, 0);
        expect(profits).toBeCloseTo(hand.equity[rows.length - 1] - 1_000_000, 3);
      }),
      { numRuns: 150 },
    );
  });
});
