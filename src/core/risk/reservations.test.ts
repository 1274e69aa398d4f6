import { describe, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import { type OrderTerms, OrderType, TimeInForce } from '../model/order.ts';
import type { RiskApproved } from './approved.ts';
import { Bench, order, refusalOf } from './bench.twin.ts';

const approvedOf = (verdict: { refused: boolean }) => {
  if (verdict.refused) throw new Error(`refused: ${JSON.stringify(verdict)}`);
  return verdict as RiskApproved<OrderTerms>;
};
/** How many more lots the account may buy, under a limit of 100 lots at 100. */
const room = (bench: Bench) => {
  const verdict = bench.risk.shrinkDecision(0, bench.account.lots[0] + 1_000, bench.account.lots[0], 0);
  return verdict.allowedLots - bench.account.lots[0];
};
const LIMIT = { type: OrderType.limit, limitTicks: 10_000 };
const to = (lots: number, limitTicks = 10_000) => order(lots, { ...LIMIT, limitTicks });
const parentOf = (bench: Bench) => approvedOf(bench.intend(100, { ...LIMIT, limitTicks: 10_000 }));
const bench100 = () => new Bench({ maxPosition: 10_000 });

describe('a reservation', () => {
  it('shrinks as the order fills: filled and open together stay the same', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(80, LIMIT));
    expect(room(bench)).toBe(20);
    bench.fill(orderId, 30);
    expect(room(bench)).toBe(20);
    bench.fill(orderId, 50);
    expect(room(bench)).toBe(20);
    expect(bench.risk.approvedOf(orderId)).toBeUndefined();
  });

  it('gives the rest back when the order ends, once', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(80, LIMIT));
    bench.fill(orderId, 30);
    bench.risk.onDone(orderId);
    expect(room(bench)).toBe(70);
    bench.risk.onDone(orderId);
    expect(room(bench)).toBe(70);
  });

  it('is not there for a fill after the cancel: the position alone counts', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(80, LIMIT));
    bench.risk.onDone(orderId);
    bench.account.lots[0] += 80;
    bench.risk.onFill(orderId, 80);
    expect(room(bench)).toBe(20);
  });

  it('does not go below nothing when the venue fills too much', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(50, LIMIT));
    bench.fill(orderId, 60);
    expect(room(bench)).toBe(40);
  });

  it('belongs to one order', () => {
    const bench = bench100();
    bench.risk.gate(order(1), 5, -1, 'target', 0);
    expect(() => bench.risk.gate(order(1), 5, -1, 'target', 0)).toThrow(Defect);
    expect(() => bench.risk.gate(order(1), 5, -1, 'target', 0)).toThrow('order 5 is already in flight');
  });

  it('is listed in the order in which it was opened, whatever its number', () => {
    const bench = bench100();
    for (const id of [9, 3, 70_000, 5]) bench.risk.gate(order(1), id, -1, 'target', 0);
    expect(bench.risk.raisingOrders()).toEqual([9, 3, 70_000, 5]);
  });
});

describe('a replacement', () => {
  it('counts old and new until the venue has answered', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    expect(refusalOf(bench.risk.replace(orderId, to(101), 0))).toMatchObject({
      rule: 'position',
      value: 10_100,
      maxLots: 100,
    });
    approvedOf(bench.risk.replace(orderId, to(70), 0));
    expect(room(bench)).toBe(30);
    bench.risk.onReplaced(orderId, true);
    expect(room(bench)).toBe(30);
    expect(bench.risk.approvedOf(orderId)?.value.lots).toBe(70);
    approvedOf(bench.risk.replace(orderId, to(20), 0));
    expect(room(bench)).toBe(30);
    bench.risk.onReplaced(orderId, true);
    expect(room(bench)).toBe(80);
  });

  it('that the venue rejects leaves the old terms', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    approvedOf(bench.risk.replace(orderId, to(90), 0));
    bench.risk.onReplaced(orderId, false);
    expect(room(bench)).toBe(60);
    bench.risk.onReplaced(orderId, true);
    expect(room(bench)).toBe(60);
  });

  it('names a total: what has filled is part of it', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    bench.fill(orderId, 30);
    expect(refusalOf(bench.risk.replace(orderId, to(30), 0))).toMatchObject({ rule: 'sanity' });
    expect(refusalOf(bench.risk.replace(orderId, to(101), 0))).toMatchObject({ rule: 'position', maxLots: 100 });
    approvedOf(bench.risk.replace(orderId, to(100), 0));
    bench.fill(orderId, 10); // the old one was filled first
    expect(room(bench)).toBe(0);
    bench.risk.onReplaced(orderId, true);
    expect(room(bench)).toBe(0);
    bench.fill(orderId, 60);
    expect(bench.risk.approvedOf(orderId)).toBeUndefined();
  });

  it('is over when the answer finds nothing left', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    approvedOf(bench.risk.replace(orderId, to(60), 0));
    bench.fill(orderId, 40);
    expect(bench.risk.approvedOf(orderId)).toBeDefined();
    bench.risk.onReplaced(orderId, false);
    expect(bench.risk.approvedOf(orderId)).toBeUndefined();
  });

  it('takes the worse price of the two', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(50, { ...LIMIT, limitTicks: 8_000 }));
    expect(room(bench)).toBe(60);
    approvedOf(bench.risk.replace(orderId, to(50, 12_000), 0));
    expect(room(bench)).toBe(40);
    bench.risk.onReplaced(orderId, false);
    expect(room(bench)).toBe(60);
  });

  it('to less of the same passes any halt and limit', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(100, LIMIT));
    bench.risk.kill('account', '', 'x', 0);
    bench.account.ticks[0] = 30_000;
    expect(refusalOf(bench.risk.replace(orderId, to(101), 0))).toMatchObject({ rule: 'kill' });
    expect(refusalOf(bench.risk.replace(orderId, to(99, 10_001), 0))).toMatchObject({ rule: 'kill' });
    expect(approvedOf(bench.risk.replace(orderId, to(99), 0)).value.lots).toBe(99);
  });

  it('of a trigger is no less of the same', () => {
    const bench = bench100();
    const stop = { type: OrderType.stop, stopTicks: 10_000 };
    const trailing = { type: OrderType.trailing, trailTicks: 100 };
    const first = approvedOf(bench.intend(10, stop));
    const second = approvedOf(bench.intend(-10, trailing));
    bench.risk.kill('account', '', 'x', 0);
    expect(refusalOf(bench.risk.replace(first.orderId, order(9, { ...stop, stopTicks: 9_999 }), 0))).toMatchObject({
      rule: 'kill',
    });
    expect(refusalOf(bench.risk.replace(second.orderId, order(-9, { ...trailing, trailTicks: 99 }), 0))).toMatchObject({
      rule: 'kill',
    });
    expect(refusalOf(bench.risk.replace(first.orderId, order(10, stop), 0))).toBeUndefined();
    expect(refusalOf(bench.risk.replace(second.orderId, order(-9, trailing), 0))).toBeUndefined();
  });

  it('waits for the answer to the one before', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    approvedOf(bench.risk.replace(orderId, to(50), 0));
    expect(refusalOf(bench.risk.replace(orderId, to(60), 0))).toMatchObject({ rule: 'unknown' });
  });

  it('stays the same order, and one in flight', () => {
    const bench = new Bench({}, { instruments: 2 });
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    expect(refusalOf(bench.risk.replace(99, to(50), 0))).toMatchObject({ rule: 'sanity' });
    expect(refusalOf(bench.risk.replace(orderId, to(-50), 0))).toMatchObject({ rule: 'sanity' });
    expect(refusalOf(bench.risk.replace(orderId, order(50, { ...LIMIT, instrument: 1 }), 0))).toMatchObject({
      rule: 'sanity',
    });
    expect(refusalOf(bench.risk.replace(orderId, order(50), 0))).toMatchObject({ rule: 'sanity' });
    expect(refusalOf(bench.risk.replace(orderId, order(50, { ...LIMIT, reduceOnly: true }), 0))).toMatchObject({
      rule: 'sanity',
    });
    expect(refusalOf(bench.risk.replace(orderId, order(50, { ...LIMIT, group: 4 }), 0))).toMatchObject({
      rule: 'sanity',
    });
  });

  it('is no duplicate, but counts as an order sent', () => {
    const bench = new Bench({ duplicateWithin: '1s', ordersPerMinute: 3 });
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    approvedOf(bench.risk.replace(orderId, to(50), 0));
    bench.risk.onReplaced(orderId, true);
    approvedOf(bench.risk.replace(orderId, to(40), 0));
    bench.risk.onReplaced(orderId, true);
    expect(refusalOf(bench.risk.replace(orderId, to(60), 0))).toMatchObject({ rule: 'orderRate' });
  });
});

describe('child orders', () => {
  it('never exceed what the parent has left, all live ones together', () => {
    const bench = new Bench();
    const parent = parentOf(bench);
    const first = approvedOf(bench.risk.child(parent, { orderId: 11, lots: 60 }));
    expect(first.value).toMatchObject({ lots: 60, side: 1, limitTicks: 10_000, instrument: 0 });
    expect(refusalOf(bench.risk.child(parent, { orderId: 12, lots: 41 }))).toMatchObject({
      rule: 'parent',
      limit: 40,
      value: 41,
      maxLots: 40,
    });
    approvedOf(bench.risk.child(parent, { orderId: 12, lots: 40 }));
    expect(refusalOf(bench.risk.child(parent, { orderId: 13, lots: 1 }))).toMatchObject({ maxLots: 0 });
    bench.fill(11, 20);
    bench.risk.onDone(11); // 40 come back
    expect(refusalOf(bench.risk.child(parent, { orderId: 13, lots: 41 }))).toMatchObject({ maxLots: 40 });
    approvedOf(bench.risk.child(parent, { orderId: 13, lots: 40 }));
  });

  it("reserve nothing of their own: the parent's reservation covers them", () => {
    const bench = bench100();
    const parent = parentOf(bench);
    approvedOf(bench.risk.child(parent, { orderId: 11, lots: 60 }));
    expect(room(bench)).toBe(0);
    bench.fill(11, 60);
    expect(room(bench)).toBe(0);
    approvedOf(bench.risk.child(parent, { orderId: 12, lots: 40 }));
    bench.fill(12, 40);
    expect(bench.risk.approvedOf(parent.orderId)).toBeUndefined();
    bench.account.lots[0] = 0;
    expect(room(bench)).toBe(100);
  });

  it('keep the reservation of a parent that has ended, for as long as they live', () => {
    const bench = bench100();
    const parent = parentOf(bench);
    approvedOf(bench.risk.child(parent, { orderId: 11, lots: 30 }));
    approvedOf(bench.risk.child(parent, { orderId: 12, lots: 20 }));
    bench.risk.onDone(parent.orderId);
    expect(room(bench)).toBe(50);
    expect(refusalOf(bench.risk.child(parent, { orderId: 13, lots: 1 }))).toMatchObject({ rule: 'parent', maxLots: 0 });
    expect(refusalOf(bench.risk.replace(parent.orderId, order(70, LIMIT), 0))).toMatchObject({ rule: 'sanity' });
    bench.fill(11, 10);
    expect(room(bench)).toBe(50);
    bench.risk.onDone(11);
    expect(room(bench)).toBe(70);
    bench.risk.onDone(12);
    expect(room(bench)).toBe(90);
    expect(bench.risk.approvedOf(parent.orderId)).toBeUndefined();
  });

  it('may be of another type and validity, and never pay more than the parent', () => {
    const bench = new Bench();
    const parent = parentOf(bench);
    const ioc = { type: OrderType.limit, timeInForce: TimeInForce.ioc, limitTicks: 9_990 };
    expect(approvedOf(bench.risk.child(parent, { orderId: 11, lots: 1, ...ioc })).value).toMatchObject(ioc);
    expect(refusalOf(bench.risk.child(parent, { orderId: 12, lots: 1, limitTicks: 10_001 }))).toMatchObject({
      rule: 'parent',
      limit: 10_000,
      value: 10_001,
    });
    const sold = approvedOf(bench.intend(-10, LIMIT));
    expect(refusalOf(bench.risk.child(sold, { orderId: 13, lots: 1, limitTicks: 9_999 }))).toMatchObject({
      rule: 'parent',
    });
    expect(approvedOf(bench.risk.child(sold, { orderId: 14, lots: 1, limitTicks: 10_001 })).value.limitTicks).toBe(
      10_001,
    );
    const market = approvedOf(bench.send(10));
    expect(
      approvedOf(bench.risk.child(market, { orderId: 15, lots: 1, type: OrderType.limit, limitTicks: 99 })).value
        .limitTicks,
    ).toBe(99);
    expect(refusalOf(bench.risk.child(market, { orderId: 16, lots: 1, type: OrderType.limit }))).toMatchObject({
      rule: 'sanity',
    });
  });

  it.each([0, -1, 0.5, Number.NaN])('of %d lots are refused', (lots) => {
    const bench = new Bench();
    expect(refusalOf(bench.risk.child(parentOf(bench), { orderId: 11, lots }))).toMatchObject({
      rule: 'parent',
      maxLots: 100,
    });
  });

  it('wait while the outcome of their parent, or of one of them, is not known', () => {
    const bench = new Bench();
    const parent = parentOf(bench);
    approvedOf(bench.risk.child(parent, { orderId: 11, lots: 1 }));
    bench.risk.onUnknown(11, true);
    expect(refusalOf(bench.risk.child(parent, { orderId: 12, lots: 1 }))).toMatchObject({ rule: 'parent' });
    expect(refusalOf(bench.send(1))).toMatchObject({ rule: 'unknown' });
    bench.risk.onUnknown(11, false);
    approvedOf(bench.risk.child(parent, { orderId: 12, lots: 1 }));
  });

  it('of a reducing parent reduce', () => {
    const bench = new Bench();
    bench.account.lots[0] = -100;
    const parent = parentOf(bench);
    expect(parent.reducing).toBe(true);
    expect(approvedOf(bench.risk.child(parent, { orderId: 11, lots: 1 })).reducing).toBe(true);
  });
});

describe('an order of which nothing is known', () => {
  it('blocks nothing when it has ended before', () => {
    const bench = bench100();
    const { orderId } = parentOf(bench);
    bench.risk.onDone(orderId);
    bench.risk.onUnknown(orderId, true);
    bench.risk.onReplaced(orderId, true);
    expect(bench.risk.blockedBy(0, -1)).toBeUndefined();
  });
});

describe('a slice', () => {
  it('of an order that is not in flight any more is refused', () => {
    const bench = bench100();
    const parent = parentOf(bench);
    bench.risk.onDone(parent.orderId);
    expect(refusalOf(bench.risk.child(parent, { orderId: 900, lots: 1 }))).toMatchObject({
      rule: 'parent',
      limit: 0,
      maxLots: 0,
    });
  });

  it('at no price that there is names the price', () => {
    const bench = bench100();
    const parent = parentOf(bench);
    expect(refusalOf(bench.risk.child(parent, { orderId: 900, lots: 1, limitTicks: 9_999.5 }))).toMatchObject({
      rule: 'sanity',
      value: 9_999.5,
    });
  });
});

describe('a split', () => {
  /** The price goes the other way, the position with the lots. */
  const split = (bench: Bench, numerator: number, denominator: number): void => {
    bench.account.lots[0] = Math.trunc((bench.account.lots[0] * numerator) / denominator);
    bench.account.ticks[0] = (bench.account.ticks[0] * denominator) / numerator;
    bench.risk.onSplit(0, { numerator, denominator });
  };

  it('leaves what an order may be worth as it was: twice the lots at half the price', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    split(bench, 2, 1);
    expect(bench.risk.approvedOf(orderId)?.value).toMatchObject({ lots: 80, limitTicks: 5_000 });
    expect(room(bench)).toBe(200 - 80);
    bench.fill(orderId, 80);
    expect(bench.risk.approvedOf(orderId)).toBeUndefined();
    expect(room(bench)).toBe(200 - 80);
  });

  it('changes only what has not filled', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    bench.fill(orderId, 10);
    split(bench, 2, 1);
    expect(bench.risk.approvedOf(orderId)?.value.lots).toBe(10 + 60);
    expect(room(bench)).toBe(200 - 20 - 60);
  });

  it('goes for the terms that were asked for too', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(40, LIMIT));
    approvedOf(bench.risk.replace(orderId, to(70), 0));
    split(bench, 2, 1);
    expect(room(bench)).toBe(200 - 140);
    bench.risk.onReplaced(orderId, true);
    expect(bench.risk.approvedOf(orderId)?.value).toMatchObject({ lots: 140, limitTicks: 5_000 });
    expect(room(bench)).toBe(200 - 140);
  });

  it('rounds the price of what is open up, against the account', () => {
    const bench = bench100();
    bench.intend(40, LIMIT);
    split(bench, 3, 1);
    bench.account.ticks[0] = 3_333;
    // 120 lots at 33.34 leave 5,999.20 of 10,000: 179 lots at 33.33, where 33.33 1/3 had left room for 180
    expect(room(bench)).toBe(179);
  });

  it('of three for two goes for prices too', () => {
    const bench = bench100();
    bench.intend(40, LIMIT);
    split(bench, 3, 2);
    bench.account.ticks[0] = 6_667;
    // 60 lots at 66.67 leave 5,999.80 of 10,000
    expect(room(bench)).toBe(89);
  });

  it('leaves nothing open of what would be less than a lot', () => {
    const bench = bench100();
    const { orderId } = approvedOf(bench.intend(5, LIMIT));
    split(bench, 1, 10);
    expect(bench.risk.approvedOf(orderId)?.value.lots).toBe(5);
    expect(room(bench)).toBe(10);
  });

  it('does not come while an order is worked in slices: its owner ends them first', () => {
    const bench = bench100();
    const parent = parentOf(bench);
    bench.risk.child(parent, { orderId: 900, lots: 10 });
    expect(() => bench.risk.onSplit(0, { numerator: 2, denominator: 1 })).toThrow('worked in slices');
  });

  it('leaves the orders of other instruments alone', () => {
    const bench = new Bench({}, { instruments: 2 });
    const { orderId } = approvedOf(bench.send(5, { ...LIMIT, instrument: 1 }));
    split(bench, 2, 1);
    expect(bench.risk.approvedOf(orderId)?.value).toMatchObject({ lots: 5, limitTicks: 10_000 });
  });
});
