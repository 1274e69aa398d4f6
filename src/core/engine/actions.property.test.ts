import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScenarioRun } from '../../backtest/scenario.ts';
import { must } from '../base/assert.ts';
import { parseDecimal } from '../base/decimal.ts';
import { consensusMethods } from '../consensus/method.ts';
import { Ledger } from '../ledger/ledger.ts';
import { makeInstrument } from '../model/instrument.ts';
import type { Out } from '../model/out.ts';
import type { EngineEvent } from './event.ts';
import { noise, walk } from './noise.twin.ts';

const part = fc.integer({ min: 1, max: 7 });
const ratio = fc.tuple(part, part);

const setups = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  method: fc.constantFrom(...consensusMethods),
  agents: fc.integer({ min: 1, max: 3 }),
  costMethod: fc.constantFrom('average' as const, 'fifo' as const),
  exits: fc.constantFrom(undefined, { stopLoss: 0.05, takeProfit: 0.08 }, { trailingStop: 0.06 }),
  participation: fc.constantFrom(undefined, 0.05),
  splits: fc.array(fc.record({ day: fc.integer({ min: 2, max: 38 }), ratio }), { minLength: 1, maxLength: 4 }),
  holding: fc.constantFrom(undefined, { borrowBps: 300, marginInterestBps: 500 }),
});

/** What must hold at a split, looked at before and after it. */
class Watched extends ScenarioRun {
  splits = 0;
  orders = 0;

  watch(): this {
    const { engine } = this;
    const process = engine.process.bind(engine);
    engine.process = (event: EngineEvent, out: Out) => {
      if (event.kind !== 'action' || event.action.kind !== 'split') process(event, out);
      else this.split(event, () => process(event, out));
    };
    return this;
  }

  private split({ action }: EngineEvent, process: () => void): void {
    const { account } = this.engine;
    const { instrument, numerator, denominator } = action;
    const perTick = account.notionalPerTickLot(instrument);
    const equity = account.equity();
    const resting = account.orders.liveOf(instrument).map((order) => ({
      order,
      leaves: order.leavesLots,
      limit: order.terms.limitTicks ?? order.terms.stopTicks,
    }));
    process();
    this.splits += 1;
    const held = account.ledger.grossExposure() / perTick / account.ledger.markTicks(instrument);
    // nobody is richer or poorer, but for the mark's quarter tick and a unit of money an owner
    const slack = held * perTick * 0.25 + 1e-5;
    expect(Math.abs(account.equity() - equity)).toBeLessThanOrEqual(Number.isNaN(slack) ? 1e-5 : slack);
    for (const { order, leaves, limit } of resting) {
      if (limit === undefined || order.terms.lots - order.filledLots === leaves) continue;
      this.orders += 1;
      const after = order.terms.limitTicks ?? order.terms.stopTicks ?? 0;
      const rounding = (limit * denominator) / numerator + order.leavesLots + 1;
      expect(Math.abs(order.leavesLots * after - leaves * limit)).toBeLessThanOrEqual(rounding);
    }
  }
}

describe('random splits under random agents', () => {
  it('make nobody richer, keep what orders are worth, and venue and engine agree on every order after them', () => {
    let splits = 0;
    let orders = 0;
    fc.assert(
      fc.property(setups, (setup) => {
        const run = new Watched({
          seed: setup.seed,
          instruments: { A: { bars: walk(setup.seed, 40) } },
          agents: Object.fromEntries(
            Array.from({ length: setup.agents }, (_, k) => {
              const params = { activity: 0.6, timers: false, warmup: 0, orders: k === 1, exits: setup.exits };
              return ['pqr'[k], { strategy: noise, params, exits: setup.exits }];
            }),
          ),
          consensus: { method: setup.method },
          costMethod: setup.costMethod,
          holding: setup.holding,
          actions: setup.splits.map(({ day, ratio: [up, down] }) => ({ day, instrument: 'A', split: [up, down] })),
          execution: { participation: setup.participation, fees: { model: 'bps', bps: 3 } },
          meanwhile: ({ engine }) => {
            const { account } = engine;
            const reserved = new Map(account.risk.save().reservations.map(({ orderId, lots }) => [orderId, lots]));
            for (const order of account.orders.live()) {
              if (order.requested === undefined) expect(reserved.get(order.id)).toBe(order.leavesLots);
            }
          },
        })
          .watch()
          .run();
        const { counts } = run.engine.account.orders;
        expect([counts.overfills, counts.refusals, counts.lateFills]).toEqual([0, 0, 0]);
        splits += run.splits;
        orders += run.orders;
      }),
      { numRuns: 30 },
    );
    expect(splits).toBeGreaterThan(30);
    expect(orders).toBeGreaterThan(10);
  });

  it('of many for one and back leave a ledger as it was', () => {
    const [tickSize, lotSize] = [must(parseDecimal('0.01'), ''), must(parseDecimal('1'), '')];
    const fills = fc.array(
      fc.record({
        owner: fc.integer({ min: 0, max: 2 }),
        lots: fc.integer({ min: -50, max: 50 }).filter((lots) => lots !== 0),
        price: fc.integer({ min: 1, max: 500 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(fills, part, fc.constantFrom('average' as const, 'fifo' as const), (list, many, costMethod) => {
        const ledger = new Ledger({
          currencies: ['USD'],
          accountCurrency: 'USD',
          instruments: [makeInstrument({ name: 'A', currency: 'USD', tickSize, lotSize }, 0)],
          owners: ['x', 'y', 'house'],
          costMethod,
        });
        for (const { owner, lots, price } of list) ledger.fill(owner, 0, lots, price * many, 3n, 0n);
        const before = ledger.save();
        ledger.split(0, { numerator: many, denominator: 1 });
        ledger.split(0, { numerator: 1, denominator: many });
        ledger.assertBalanced();
        const after = ledger.save();
        expect(after.marks).toEqual(before.marks);
        expect(after.columns.map(({ purses }) => purses)).toEqual(before.columns.map(({ purses }) => purses));
        after.columns.forEach(({ holdings: [{ lots, cost, realised }] }, column) => {
          expect({ lots, cost, realised }).toEqual({
            lots: before.columns[column].holdings[0].lots,
            cost: before.columns[column].holdings[0].cost,
            realised: before.columns[column].holdings[0].realised,
          });
        });
      }),
    );
  });
});
