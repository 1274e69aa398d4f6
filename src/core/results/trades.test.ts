import { describe, expect, it } from 'vitest';
import { makeInstrument } from '../model/instrument.ts';
import { BarEvent } from '../model/bar.ts';
import { decimalOf } from '../base/decimal.ts';
import { rowOf } from '../base/row-of.twin.ts';
import { TradeBook, type TradeStep } from './trades.ts';

const future = makeInstrument(
  { name: 'ES', currency: 'USD', tickSize: decimalOf(0.25), lotSize: decimalOf(1), multiplier: decimalOf(50) },
  0,
);
const share = makeInstrument({ name: 'S', currency: 'USD', tickSize: decimalOf(1), lotSize: decimalOf(1) }, 0);

function bar(high: number, low: number, close: number): BarEvent {
  return Object.assign(new BarEvent(), { high, low, close, open: close });
}

function book(known = share, owners = 2) {
  const made = new TradeBook([known], owners);
  let clock = 0;
  const held = new Map<number, number>();
  return {
    made,
    do(owner: number, signedLots: number, priceTicks: number, more: Partial<TradeStep> = {}): void {
      const positionLots = (held.get(owner) ?? 0) + signedLots;
      held.set(owner, positionLots);
      made.onAllocation({
        owner,
        instrument: 0,
        signedLots,
        priceTicks,
        fee: 0,
        slippage: 0,
        positionLots,
        tsUs: (clock += 1),
        reason: 'target',
        ...more,
      });
    },
    rows: () => Array.from({ length: made.trades.count }, (_, row) => rowOf(made.trades, row)),
  };
}

describe('a trade', () => {
  it('goes from flat to flat, whatever the number of fills', () => {
    const { do: fill, rows } = book();
    fill(0, 10, 100, { fee: 1, slippage: 0.5 });
    fill(0, 10, 110, { fee: 1 });
    fill(0, -5, 120, { fee: 0.5 });
    fill(0, -15, 130, { fee: 1.5, reason: 'take-profit' });
    // bought 10 at 100 and 10 at 110, sold 5 at 120 and 15 at 130: 2,550 - 2,100, less 4.50 of costs
    expect(rows()).toMatchObject([
      {
        agent: 0,
        side: 1,
        lots: 20,
        entryUs: 1,
        exitUs: 4,
        entryPrice: 105,
        exitPrice: 127.5,
        profit: 445.5,
        fees: 4.5,
        open: 0,
        exitReason: 'take-profit',
      },
    ]);
  });

  it('or to a flip, which ends one and begins the next; costs follow the lots', () => {
    const { do: fill, rows, made } = book();
    fill(0, 10, 100);
    fill(0, -25, 110, { fee: 5 });
    fill(0, 15, 105, { fee: 3 });
    made.finish();
    expect(rows()).toMatchObject([
      { side: 1, lots: 10, profit: 98, fees: 2, entryPrice: 100, exitPrice: 110 },
      { side: -1, lots: 15, profit: 69, fees: 6, entryPrice: 110, exitPrice: 105 },
    ]);
  });

  it('of each owner is its own', () => {
    const { do: fill, rows } = book();
    fill(0, 10, 100);
    fill(1, -10, 100);
    fill(1, 10, 90);
    fill(0, -10, 90);
    expect(rows()).toMatchObject([
      { agent: 1, profit: 100 },
      { agent: 0, profit: -100 },
    ]);
  });

  it('knows the worst and the best of its life, its own fills among them', () => {
    const { do: fill, rows, made } = book();
    fill(0, 10, 100);
    made.onBar(bar(108, 96, 102));
    made.onBar(bar(104, 101, 103));
    fill(0, -10, 103);
    made.onBar(bar(200, 50, 100));
    expect(rows()).toMatchObject([{ bars: 2, adverse: -0.04, favourable: 0.08 }]);
    fill(0, -10, 100);
    made.onBar(bar(108, 96, 102));
    fill(0, 10, 94);
    expect(rows()[1]).toMatchObject({ side: -1, bars: 1, adverse: -0.08, favourable: 0.06 });
  });

  it('that is open at the end is listed at the last mark, with no exit', () => {
    const { do: fill, rows, made } = book();
    fill(0, 10, 100, { fee: 2 });
    fill(0, -4, 105);
    made.onBar(bar(120, 100, 112));
    made.finish();
    expect(rows()).toMatchObject([
      { open: 1, profit: 20 + 72 - 2, exitUs: Number.NaN, exitPrice: 105, exitReason: 'open' },
    ]);
  });

  it('that is open over a split is listed at the mark that the ledger has, if no bar comes after it', () => {
    const { made, do: trade, rows } = book();
    trade(0, 10, 101);
    made.onBar(bar(101, 101, 101));
    made.onSplit(0, { numerator: 3, denominator: 1 }, 5, () => 30);
    made.finish();
    // 30 at a third of 101 on the half tick, 33.5
    expect(rows()[0]).toMatchObject({ lots: 30, profit: -5 });
  });

  it('counts money by tick, lot and multiplier', () => {
    const { do: fill, rows } = book(future);
    fill(0, 2, 16_000);
    fill(0, -2, 16_004);
    expect(rows()).toMatchObject([{ entryPrice: 4_000, exitPrice: 4_001, profit: 100 }]);
  });
});
