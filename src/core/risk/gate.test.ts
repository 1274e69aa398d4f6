import { describe, expect, it } from 'vitest';
import { OrderOrigin, OrderType } from '../model/order.ts';
import { Bench, order, refusalOf } from './bench.twin.ts';
import type { RiskApproved } from './approved.ts';
import type { OrderTerms } from '../model/order.ts';

const approvedOf = (verdict: unknown) => verdict as RiskApproved<OrderTerms>;
const LIMIT = OrderType.limit;
const stopLimit = (limitTicks: number) => ({ type: OrderType.stopLimit, stopTicks: 12_000, limitTicks });

describe('the gate, position', () => {
  it('lets the worst case come to the limit and not one lot further', () => {
    // 0.3 x 100,000 = 30,000; at the collar of 105 each: 285 lots are 29,925, 286 are 30,030
    for (const side of [1, -1]) {
      expect(refusalOf(new Bench({ position: 0.3, collar: 0.05 }).send(side * 285))).toBeUndefined();
      expect(refusalOf(new Bench({ position: 0.3, collar: 0.05 }).send(side * 286))).toEqual({
        refused: true,
        rule: 'position',
        limit: 30_000,
        value: 30_030,
        maxLots: 285,
        severity: 'warning',
        scope: 'instrument',
      });
    }
  });

  it('is exact at the limit itself, and a tick more breaks it', () => {
    expect(
      refusalOf(new Bench({ maxPosition: 30_000 }).send(300, { type: LIMIT, limitTicks: 10_000 })),
    ).toBeUndefined();
    expect(refusalOf(new Bench({ maxPosition: 30_000 }).send(300, { type: LIMIT, limitTicks: 10_001 }))).toMatchObject({
      rule: 'position',
      value: 30_003,
      maxLots: 299,
    });
  });

  it('counts what is held at the mark and what is open at its worst price', () => {
    const bench = new Bench({ maxPosition: 30_000 });
    bench.account.lots[0] = 100;
    bench.send(100, { type: LIMIT, limitTicks: 11_000 });
    expect(refusalOf(bench.send(91))).toMatchObject({ rule: 'position', value: 30_100, maxLots: 90 });
    expect(refusalOf(bench.send(90))).toBeUndefined();
  });

  it('exempts no first order', () => {
    expect(refusalOf(new Bench({ maxPosition: 99 }).send(1))).toMatchObject({ rule: 'position', maxLots: 0 });
  });

  it('does not let shorts offset longs: each side is its own worst case', () => {
    const bench = new Bench({ maxPosition: 10_000 });
    expect(refusalOf(bench.send(100))).toBeUndefined();
    expect(refusalOf(bench.send(-100))).toBeUndefined();
    expect(refusalOf(bench.send(-1))).toMatchObject({ rule: 'position', value: 10_100 });
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'position', value: 10_100 });
  });

  it('weighs a flip by what is left beyond zero, the dearest lots', () => {
    const bench = new Bench({ maxPosition: 10_000 });
    bench.account.lots[0] = -100;
    bench.send(60, { type: LIMIT, limitTicks: 8_000 });
    // 60 at 80 and 40 of the next cover the short; 91 at 110 would weigh 10,010
    expect(refusalOf(bench.send(131, { type: LIMIT, limitTicks: 11_000 }))).toMatchObject({
      rule: 'position',
      value: 10_010,
      maxLots: 130,
    });
    expect(refusalOf(bench.send(130, { type: LIMIT, limitTicks: 11_000 }))).toBeUndefined();
  });

  it('falls with equity: a ratio is of the present equity', () => {
    const bench = new Bench({ position: 0.3 });
    bench.account.fixedEquity = 50_000;
    expect(refusalOf(bench.send(151))).toMatchObject({ limit: 15_000, maxLots: 150 });
  });
});

describe('the gate, gross and bucket', () => {
  it('sums the worst cases of all instruments', () => {
    const bench = new Bench({ gross: 0.5 }, { instruments: 3 });
    bench.account.trade(0, -200, 10_000); // 20,000 short adds, it does not subtract
    expect(refusalOf(bench.send(100, { instrument: 1 }))).toBeUndefined();
    expect(refusalOf(bench.send(201, { instrument: 2 }))).toMatchObject({
      rule: 'gross',
      scope: 'account',
      limit: 50_000,
      value: 50_100,
      maxLots: 200,
    });
    expect(refusalOf(bench.send(200, { instrument: 2 }))).toBeUndefined();
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toMatchObject({ rule: 'gross', value: 50_100, maxLots: 0 });
  });

  it('asks of a flip that lowers exposure only that what it leaves lies within', () => {
    const bench = new Bench({ gross: 0.5 }, { instruments: 2 });
    bench.account.trade(0, -600, 10_000); // prices moved: 60,000 above a limit of 50,000
    expect(refusalOf(bench.send(1_101))).toMatchObject({ rule: 'gross', value: 50_100, maxLots: 1_100 });
    expect(refusalOf(bench.send(-1))).toMatchObject({ rule: 'gross', value: 60_100, maxLots: 0 });
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toMatchObject({ rule: 'gross', value: 60_100 });
    expect(refusalOf(bench.send(1_100))).toBeUndefined();
  });

  it('counts what is open elsewhere, on the side that weighs more, and each order once', () => {
    const bench = new Bench({ maxExposure: 50_000 }, { instruments: 2 });
    bench.account.lots[1] = -100;
    const limit = (signed: number) =>
      approvedOf(bench.intend(signed, { instrument: 1, type: LIMIT, limitTicks: 10_000 }));
    const first = limit(-50); // 150 short at worst
    limit(20);
    expect(refusalOf(bench.send(351))).toMatchObject({ rule: 'gross', value: 50_100, maxLots: 350 });
    const gone = limit(-50);
    expect(refusalOf(bench.send(301))).toMatchObject({ rule: 'gross', value: 50_100 });
    bench.risk.onDone(gone.orderId);
    expect(refusalOf(bench.send(351))).toMatchObject({ rule: 'gross', value: 50_100 });
    const restarted = bench.again();
    restarted.load(bench.risk.save());
    expect(restarted.gate(order(351), 99, -1, OrderOrigin.target, 0)).toMatchObject({ rule: 'gross', value: 50_100 });
    bench.risk.onDone(first.orderId);
    bench.risk.onDone(first.orderId + 1);
    limit(-50);
    expect(refusalOf(bench.send(351))).toMatchObject({ rule: 'gross', value: 50_100 });
    expect(refusalOf(bench.send(350))).toBeUndefined();
  });

  it('forgets what has ended', () => {
    const bench = new Bench({ gross: 0.5 }, { instruments: 2 });
    const first = approvedOf(bench.send(500));
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toMatchObject({ rule: 'gross' });
    bench.risk.onDone(first.orderId);
    expect(refusalOf(bench.send(500, { instrument: 1 }))).toBeUndefined();
  });
});

describe('the gate, cash account', () => {
  it('wants the cost at the collar in free cash, open buys taken off', () => {
    const bench = new Bench({ collar: 0.05 }, { type: 'cash', cash: 10_500, instruments: 2 });
    expect(refusalOf(bench.send(60, { instrument: 1 }))).toBeUndefined(); // 6,300 reserved
    expect(refusalOf(bench.send(41))).toMatchObject({
      rule: 'cash',
      limit: 4_200,
      value: 4_305,
      maxLots: 40,
      scope: 'account',
    });
    expect(refusalOf(bench.send(40))).toBeUndefined();
  });

  it('takes the cost of a replaced order off for the new one', () => {
    const bench = new Bench({}, { type: 'cash', cash: 10_000 });
    const { orderId } = approvedOf(bench.intend(60, { type: LIMIT, limitTicks: 10_000 }));
    const to = (lots: number) =>
      refusalOf(bench.risk.replace(orderId, order(lots, { type: LIMIT, limitTicks: 10_000 }), 0));
    expect(to(101)).toMatchObject({ rule: 'cash', limit: 10_000, value: 10_100, maxLots: 100 });
    expect(to(100)).toBeUndefined();
  });

  it('rounds the cost once, as the worth of open buys is rounded: whole lots times whole ticks come first', () => {
    const bench = new Bench({}, { type: 'cash', cash: 111 });
    bench.account.ticks[0] = 101;
    expect(refusalOf(bench.send(110))).toMatchObject({ rule: 'cash', value: 110 * 101 * 0.01, maxLots: 109 });
    expect(110 * 101 * 0.01).not.toBe(110 * (101 * 0.01));
  });

  it('sells what there is and nothing more', () => {
    const bench = new Bench({}, { type: 'cash' });
    expect(refusalOf(bench.send(-1))).toMatchObject({ rule: 'shorts', limit: 0, value: 1, maxLots: 0 });
    bench.account.lots[0] = 10;
    expect(refusalOf(bench.send(-6))).toBeUndefined();
    expect(refusalOf(bench.send(-5))).toMatchObject({ rule: 'shorts', limit: 4, value: 5, maxLots: 4 });
    expect(refusalOf(bench.send(-4))).toBeUndefined();
  });

  it('knows neither rule on margin', () => {
    expect(refusalOf(new Bench({}, { cash: 1 }).send(-1_000))).toBeUndefined();
    expect(refusalOf(new Bench({}, { cash: 1 }).send(1_000))).toBeUndefined();
  });
});

describe('the gate, order volume', () => {
  it('holds an order against the average of the completed days', () => {
    const bench = new Bench({ orderVolume: 0.05 });
    expect(refusalOf(bench.send(1_000_000))).toBeUndefined();
    expect(bench.risk.warnings()).toEqual(['risk.orderVolume was off before the first completed day with volume (I0)']);
    const day = (volume: number) => {
      bench.risk.onBar(0, volume);
      bench.risk.onDayStart(100_000, 0);
    };
    day(2_000);
    expect(refusalOf(bench.send(101))).toMatchObject({
      rule: 'orderVolume',
      limit: 100,
      value: 101,
      maxLots: 100,
      scope: 'instrument',
    });
    day(1_000);
    expect(refusalOf(bench.send(76))).toMatchObject({ rule: 'orderVolume', limit: 75, maxLots: 75 });
    expect(refusalOf(bench.send(75))).toBeUndefined();
  });

  it('is off, with a warning, where the data has no volume', () => {
    const bench = new Bench({ orderVolume: 0.05 });
    bench.risk.onBar(0, Number.NaN);
    expect(refusalOf(bench.send(1_000_000))).toBeUndefined();
    expect(bench.risk.warnings()).toEqual(['risk.orderVolume was off where the data has no volume (I0)']);
  });

  it('is not there at all without a limit, and warns of nothing', () => {
    const bench = new Bench();
    expect(refusalOf(bench.send(1_000_000))).toBeUndefined();
    expect(bench.risk.warnings()).toEqual([]);
  });
});

describe('the gate, collar', () => {
  it('gives a market order its limit, and leaves other types alone', () => {
    const bench = new Bench({ collar: 0.05 });
    expect(approvedOf(bench.send(1)).value.limitTicks).toBe(10_500);
    expect(approvedOf(bench.send(-1)).value.limitTicks).toBe(9_500);
    expect(approvedOf(bench.send(1, { limitTicks: 20_000 })).value.limitTicks).toBe(10_500);
    expect(approvedOf(bench.send(1, { type: LIMIT, limitTicks: 9_000 })).value.limitTicks).toBe(9_000);
    expect(bench.risk.collarTicks(0, 1, 1)).toBe(10_500);
  });

  it('refuses a limit beyond it', () => {
    const bench = new Bench({ collar: 0.05 });
    expect(refusalOf(bench.intend(1, { type: LIMIT, limitTicks: 10_501 }))).toMatchObject({
      rule: 'collar',
      limit: 10_500,
      value: 10_501,
      maxLots: 0,
    });
    expect(refusalOf(bench.intend(1, { type: LIMIT, limitTicks: 10_500 }))).toBeUndefined();
    expect(refusalOf(bench.intend(-1, { type: LIMIT, limitTicks: 9_499 }))).toMatchObject({
      rule: 'collar',
      limit: 9_500,
    });
  });

  it('is laid around the trigger of a stop-limit', () => {
    const bench = new Bench({ collar: 0.05 });
    expect(refusalOf(bench.intend(1, stopLimit(12_600)))).toBeUndefined();
    expect(refusalOf(bench.intend(1, stopLimit(12_601)))).toMatchObject({ rule: 'collar', limit: 12_600 });
  });

  it('is not for reducing orders, nor for the profile unlimited', () => {
    const bench = new Bench({ collar: 0.05 });
    bench.account.lots[0] = 10;
    expect(approvedOf(bench.send(-10, { limitTicks: 9_500 })).value.limitTicks).toBeUndefined();
    expect(bench.risk.collarTicks(0, 1, 5)).toBe(10_500);
    expect(approvedOf(new Bench().send(1)).value.limitTicks).toBeUndefined();
    expect(new Bench().risk.collarTicks(0, 1, 1)).toBeUndefined();
  });
});

describe('the gate, order rate and duplicates', () => {
  const SECOND = 1_000_000;

  it('counts the orders of any minute', () => {
    const bench = new Bench({ ordersPerMinute: 2 });
    expect(bench.risk.orderRateWaitUs(0)).toBe(0);
    expect(refusalOf(bench.send(1, {}, 0))).toBeUndefined();
    expect(refusalOf(bench.send(1, {}, 10 * SECOND))).toBeUndefined();
    expect(bench.risk.orderRateWaitUs(20 * SECOND)).toBe(40 * SECOND);
    expect(refusalOf(bench.send(1, {}, 60 * SECOND - 1))).toMatchObject({
      rule: 'orderRate',
      limit: 2,
      value: 3,
      maxLots: 0,
      scope: 'account',
    });
    expect(refusalOf(bench.send(1, {}, 60 * SECOND))).toBeUndefined();
    expect(bench.risk.orderRateWaitUs(60 * SECOND)).toBe(10 * SECOND);
  });

  it('lets reducing orders through, and counts them', () => {
    const bench = new Bench({ ordersPerMinute: 1 });
    bench.account.lots[0] = 10;
    expect(refusalOf(bench.send(-1))).toBeUndefined();
    expect(refusalOf(bench.send(-1))).toBeUndefined();
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'orderRate' });
  });

  it("refuses an agent's own order that it has just sent", () => {
    const bench = new Bench({ duplicateWithin: '1s' }, { instruments: 2 });
    const limit = { type: LIMIT, limitTicks: 9_900 };
    expect(refusalOf(bench.intend(5, limit, 0))).toBeUndefined();
    expect(refusalOf(bench.intend(5, limit, SECOND - 1))).toMatchObject({
      rule: 'duplicate',
      limit: SECOND,
      value: SECOND - 1,
      maxLots: 0,
      scope: 'strategy',
    });
    expect(refusalOf(bench.intend(5, { ...limit, limitTicks: 9_901 }, 0))).toBeUndefined();
    expect(refusalOf(bench.intend(6, limit, 0))).toBeUndefined();
    expect(refusalOf(bench.intend(-5, limit, 0))).toBeUndefined();
    expect(refusalOf(bench.intend(5, { ...limit, instrument: 1 }, 0))).toBeUndefined();
    expect(refusalOf(bench.intend(5, limit, 0, 1))).toBeUndefined();
    expect(refusalOf(bench.intend(5, limit, SECOND))).toBeUndefined();
  });

  it('takes neither an exit nor a replacement for a repeat', () => {
    const limit = { type: LIMIT, limitTicks: 9_900 };
    const exitOf = (bench: Bench) => refusalOf(bench.send(5, limit, 0, OrderOrigin.exit, 0));
    const after = new Bench({ duplicateWithin: '1s' });
    after.intend(5, limit);
    expect(exitOf(after)).toBeUndefined();
    const before = new Bench({ duplicateWithin: '1s' });
    exitOf(before);
    expect(refusalOf(before.intend(5, limit))).toBeUndefined();
    const other = { type: LIMIT, limitTicks: 9_901 };
    before.intend(6, other);
    expect(refusalOf(before.risk.replace(2, order(6, other), 1))).toBeUndefined();
  });

  it('tells stops apart by their trigger', () => {
    const bench = new Bench({ duplicateWithin: '1s' });
    expect(refusalOf(bench.intend(5, { type: OrderType.stop, stopTicks: 11_000 }))).toBeUndefined();
    expect(refusalOf(bench.intend(5, { type: OrderType.stop, stopTicks: 11_001 }))).toBeUndefined();
    expect(refusalOf(bench.intend(5, { type: OrderType.stop, stopTicks: 11_000 }))).toMatchObject({
      rule: 'duplicate',
    });
  });

  it('does not look at netted orders, nor remembers refused ones', () => {
    const bench = new Bench({ duplicateWithin: '1s', maxPosition: 1_000 });
    expect(refusalOf(bench.send(5))).toBeUndefined();
    expect(refusalOf(bench.send(5))).toBeUndefined();
    expect(refusalOf(bench.intend(5, {}, 0))).toMatchObject({ rule: 'position' });
    expect(refusalOf(bench.intend(5, {}, 0))).toMatchObject({ rule: 'position' });
  });
});

describe('the gate, reducing orders', () => {
  it('pass whatever the limits say', () => {
    const bench = new Bench({ maxPosition: 1, gross: 0.0001, collar: 0.01, ordersPerMinute: 1 });
    bench.account.lots[0] = 100;
    const verdict = approvedOf(bench.send(-60));
    expect(verdict.refused).toBe(false);
    expect(verdict.reducing).toBe(true);
    expect(refusalOf(bench.send(-40))).toBeUndefined();
  });

  it('cannot flip the position between them', () => {
    const bench = new Bench({ maxPosition: 1 });
    bench.account.lots[0] = 100;
    bench.send(-60);
    expect(refusalOf(bench.send(-41))).toMatchObject({ rule: 'position', value: 100, maxLots: 40 });
    expect(bench.risk.reduces(0, -40)).toBe(true);
    expect(bench.risk.reduces(0, -41)).toBe(false);
    expect(bench.risk.reduces(0, 1)).toBe(false);
  });

  it('have their room back when one of them ends', () => {
    const bench = new Bench({ maxPosition: 1 });
    bench.account.lots[0] = -100;
    const first = approvedOf(bench.send(100));
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'position', maxLots: 0 });
    bench.risk.onDone(first.orderId);
    expect(refusalOf(bench.send(100))).toBeUndefined();
  });

  it('count a reduce-only order for nothing: the venue cuts it at zero', () => {
    const bench = new Bench({ maxPosition: 1 });
    bench.account.lots[0] = 100;
    const stop = bench.intend(-100, { type: OrderType.stop, stopTicks: 9_000, reduceOnly: true });
    expect(approvedOf(stop).reducing).toBe(true);
    expect(refusalOf(bench.send(-100))).toBeUndefined();
  });

  it('pass reduce-only from flat, in any halt, and when there are two of them', () => {
    const bench = new Bench({ collar: 0.05 });
    bench.risk.kill('account', '', 'x', 0);
    expect(approvedOf(bench.intend(-100, { reduceOnly: true })).value.limitTicks).toBeUndefined();
    expect(refusalOf(bench.intend(-100, { type: OrderType.stop, stopTicks: 9_000, reduceOnly: true }))).toBeUndefined();
    expect(refusalOf(bench.intend(-100, { reduceOnly: false }))).toMatchObject({ rule: 'kill' });
  });

  it('do not stumble over resting exits when they are netted; an own order does', () => {
    const bench = new Bench({ maxPosition: 1 });
    bench.account.lots[0] = 100;
    bench.send(-100, { type: OrderType.stop, stopTicks: 9_000 }, 0, OrderOrigin.exit, 0);
    expect(refusalOf(bench.intend(-100))).toMatchObject({ rule: 'position', maxLots: 0 });
    expect(bench.risk.reduces(0, -100)).toBe(true);
    expect(refusalOf(bench.send(-100))).toBeUndefined();
  });

  it('grow past resting exits when they are netted; an own order does not', () => {
    const exits = (lots: number): Bench => {
      const bench = new Bench({ maxPosition: 1 });
      bench.account.lots[0] = 100;
      bench.send(-lots, { type: OrderType.stop, stopTicks: 9_000 }, 0, OrderOrigin.exit, 0); // 1
      return bench;
    };
    const limit = { type: LIMIT, limitTicks: 10_100 };
    const netted = exits(100);
    expect(refusalOf(netted.send(-40, limit))).toBeUndefined();
    expect(refusalOf(netted.risk.replace(2, order(-80, limit), 0))).toBeUndefined();
    const own = exits(60);
    expect(refusalOf(own.intend(-40, limit))).toBeUndefined();
    expect(refusalOf(own.risk.replace(2, order(-50, limit), 0))).toMatchObject({ rule: 'position', maxLots: 40 });
  });

  it('need no price', () => {
    const bench = new Bench();
    bench.account.lots[0] = 100;
    bench.account.ticks[0] = Number.NaN;
    expect(refusalOf(bench.send(-100))).toBeUndefined();
  });
});

describe('the gate, one-cancels-other and brackets', () => {
  const stop = { type: OrderType.stop, stopTicks: 10_500, group: 7 };
  const limit = { type: LIMIT, limitTicks: 9_900, group: 7 };

  it('counts the larger of a group', () => {
    const bench = new Bench({ maxPosition: 10_500 });
    expect(refusalOf(bench.intend(100, stop))).toBeUndefined();
    expect(refusalOf(bench.intend(100, limit))).toBeUndefined();
    expect(refusalOf(bench.intend(1, { type: LIMIT, limitTicks: 9_900 }))).toMatchObject({ rule: 'position' });
    expect(refusalOf(bench.intend(101, { ...limit, lots: 101 }))).toMatchObject({
      rule: 'position',
      value: 10_605,
      maxLots: 100,
    });
  });

  it("lets a bracket's children wait behind their entry, and counts what it has filled", () => {
    const bench = new Bench({ maxPosition: 10_000 }, { type: 'cash' });
    const entry = approvedOf(bench.intend(100));
    const children = { parent: entry.orderId, group: 9 };
    const stopLoss = bench.intend(-100, { ...children, type: OrderType.stop, stopTicks: 9_500 });
    expect(approvedOf(stopLoss).reducing).toBe(true);
    expect(refusalOf(bench.intend(-100, { ...children, type: LIMIT, limitTicks: 11_000 }))).toBeUndefined();
    expect(refusalOf(bench.intend(-1, { parent: entry.orderId }))).toMatchObject({ rule: 'shorts' });
    bench.fill(entry.orderId, 40);
    expect(bench.risk.reduces(0, -1)).toBe(false);
    bench.fill(entry.orderId, 60);
    expect(refusalOf(bench.intend(-1))).toMatchObject({ rule: 'shorts', limit: 0 });
    bench.risk.onDone(approvedOf(stopLoss).orderId);
    bench.risk.onDone(approvedOf(stopLoss).orderId + 1);
    expect(refusalOf(bench.intend(-100))).toBeUndefined();
  });

  it('lets no child be larger than its entry, on its side, or of another instrument', () => {
    const bench = new Bench({}, { type: 'cash', instruments: 2 });
    const entry = approvedOf(bench.intend(100));
    expect(refusalOf(bench.intend(-101, { parent: entry.orderId }))).toMatchObject({ rule: 'shorts' });
    expect(refusalOf(bench.intend(-1, { parent: entry.orderId, instrument: 1 }))).toMatchObject({ rule: 'shorts' });
    expect(refusalOf(bench.intend(-1, { parent: 999 }))).toMatchObject({ rule: 'shorts' });
    expect(refusalOf(bench.intend(-60, { parent: entry.orderId }))).toBeUndefined();
    expect(refusalOf(bench.intend(-41, { parent: entry.orderId }))).toMatchObject({ rule: 'shorts' });
    expect(refusalOf(bench.intend(-40, { parent: entry.orderId }))).toBeUndefined();
    const other = approvedOf(bench.intend(10));
    expect(approvedOf(bench.intend(1, { parent: other.orderId })).reducing).toBe(false);
  });
});

describe("the gate, a bracket's child at work", () => {
  it('may still sell what its entry has filled and it has not', () => {
    const bench = new Bench({ maxPosition: 10_000 });
    const entry = approvedOf(bench.intend(100));
    const child = approvedOf(bench.intend(-100, { parent: entry.orderId, type: LIMIT, limitTicks: 10_000 }));
    bench.fill(entry.orderId, 60);
    bench.fill(child.orderId, 20);
    expect(bench.account.lots[0]).toBe(40);
    expect(refusalOf(bench.intend(-101))).toMatchObject({ rule: 'position', maxLots: 100 });
    expect(refusalOf(bench.intend(-100))).toBeUndefined();
  });

  it('may sell as much after a split: what filled before is so many new lots for both', () => {
    const bench = new Bench({ maxPosition: 10_000 });
    const entry = approvedOf(bench.intend(100));
    const child = approvedOf(bench.intend(-100, { parent: entry.orderId, type: LIMIT, limitTicks: 10_000 }));
    bench.fill(entry.orderId, 60);
    bench.fill(child.orderId, 20);
    for (const [lots, ticks] of [
      [80, 5_000],
      [160, 2_500],
    ]) {
      bench.account.lots[0] = lots;
      bench.account.ticks[0] = ticks;
      bench.risk.onSplit(0, { numerator: 2, denominator: 1 });
    }
    expect(refusalOf(bench.intend(-401))).toMatchObject({ rule: 'position', maxLots: 400 });
    expect(refusalOf(bench.intend(-400))).toBeUndefined();
  });

  it('may be replaced by one of the same size', () => {
    const bench = new Bench({}, { type: 'cash' });
    const entry = approvedOf(bench.intend(100));
    const stop = (stopTicks: number, lots = -100) =>
      order(lots, { parent: entry.orderId, type: OrderType.stop, stopTicks });
    const child = approvedOf(bench.risk.gate(stop(9_000), 50, 0, OrderOrigin.intent, 0));
    expect(refusalOf(bench.risk.replace(child.orderId, stop(9_100), 0))).toBeUndefined();
    bench.risk.onReplaced(child.orderId, true);
    expect(refusalOf(bench.risk.replace(child.orderId, stop(9_100, -101), 0))).toMatchObject({ rule: 'shorts' });
  });
});

describe('the gate, what cannot be known', () => {
  it.each([
    ['no price', (bench: Bench) => (bench.account.ticks[0] = Number.NaN)],
    ['a price of zero', (bench: Bench) => (bench.account.ticks[0] = 0)],
    ['no exchange rate', (bench: Bench) => (bench.account.rate[0] = Number.NaN)],
    ['no equity', (bench: Bench) => (bench.account.fixedEquity = Number.NaN)],
    ['no equity left', (bench: Bench) => (bench.account.fixedEquity = 0)],
  ])('is closed with %s, under any profile', (_, spoil) => {
    const bench = new Bench();
    spoil(bench);
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'price', severity: 'critical', maxLots: 0 });
  });

  it('is closed when another instrument cannot be valued and the sum counts', () => {
    const bench = new Bench({ gross: 1 }, { instruments: 2 });
    bench.account.lots[1] = 1;
    bench.account.ticks[1] = Number.NaN;
    bench.account.fixedEquity = 100_000;
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'gross' });
    bench.account.lots[1] = 0;
    bench.account.rate[1] = Number.NaN;
    expect(refusalOf(bench.send(1))).toBeUndefined();
  });

  it('is closed for an instrument with an order of unknown outcome', () => {
    const bench = new Bench({}, { instruments: 2 });
    bench.account.lots[0] = -5;
    const lost = approvedOf(bench.send(-1));
    bench.risk.onUnknown(lost.orderId, true);
    expect(refusalOf(bench.send(-1))).toMatchObject({ rule: 'unknown', severity: 'critical', scope: 'instrument' });
    expect(refusalOf(bench.send(5))).toBeUndefined();
    expect(refusalOf(bench.send(1, { instrument: 1 }))).toBeUndefined();
    bench.risk.onUnknown(lost.orderId, false);
    expect(refusalOf(bench.send(-1))).toBeUndefined();
  });
});

describe('the gate, sanity', () => {
  it.each([
    order(1, { lots: 0 }),
    order(1, { lots: -1 }),
    order(1, { lots: 1.5 }),
    order(1, { lots: Number.NaN }),
    order(1, { lots: 1e18 }),
    order(1, { side: 0 as 1 }),
    order(1, { instrument: 1 }),
    order(1, { instrument: -1 }),
    order(1, { instrument: 0.5 }),
    order(1, { type: LIMIT }),
    order(1, { type: LIMIT, limitTicks: 0 }),
    order(1, { type: LIMIT, limitTicks: 99.5 }),
    order(1, { type: LIMIT, limitTicks: 1e9, lots: 1e9 }),
    order(1, { type: OrderType.stop }),
    order(1, { type: OrderType.touch }),
    order(1, { type: OrderType.stopLimit, stopTicks: 1 }),
    order(1, { type: OrderType.stopLimit, limitTicks: 1 }),
    order(1, { type: OrderType.trailing, stopTicks: 1 }),
    order(1, { type: 'odd' as 'market' }),
  ])('refuses terms that mean nothing: %j', (terms) => {
    const bench = new Bench();
    bench.account.lots[0] = -10;
    expect(refusalOf(bench.risk.gate(terms, 1, 0, OrderOrigin.intent, 0))).toMatchObject({
      rule: 'sanity',
      maxLots: 0,
    });
  });

  it('passes each type with the prices it wants', () => {
    const bench = new Bench();
    expect(refusalOf(bench.send(1, { type: OrderType.stop, stopTicks: 11_000 }))).toBeUndefined();
    expect(refusalOf(bench.send(1, { type: OrderType.touch, stopTicks: 9_000 }))).toBeUndefined();
    expect(
      refusalOf(bench.send(1, { type: OrderType.stopLimit, stopTicks: 11_000, limitTicks: 11_000 })),
    ).toBeUndefined();
    expect(refusalOf(bench.send(1, { type: OrderType.trailing, trailTicks: 10 }))).toBeUndefined();
  });
});

describe('a refusal', () => {
  it('names a size that passes, and one lot more does not', () => {
    for (const section of [{ position: 0.1 }, { gross: 0.07, collar: 0.03 }, { maxPosition: 12_345, collar: 0.07 }]) {
      for (const held of [0, -37, 25]) {
        for (const signed of [5_000, -5_000]) {
          const bench = new Bench(section);
          bench.account.lots[0] = held;
          const most = refusalOf(bench.send(signed))!.maxLots;
          expect(most).toBeGreaterThan(0);
          expect(refusalOf(bench.send(Math.sign(signed) * (most + 1)))).toMatchObject({ maxLots: most });
          expect(refusalOf(bench.send(Math.sign(signed) * most))).toBeUndefined();
        }
      }
    }
  });
});
