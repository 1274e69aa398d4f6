import { describe, expect, it } from 'vitest';
import { type OrderTerms, OrderType, TimeInForce } from '../model/order.ts';
import { RestingOrder } from './resting-order.ts';

function resting(terms: Partial<OrderTerms>, filled = 0, taken = 0): RestingOrder {
  const order = new RestingOrder();
  order.take(1, {
    instrument: 0,
    side: 1,
    lots: 10,
    type: OrderType.limit,
    limitTicks: 101,
    timeInForce: TimeInForce.gtc,
    ...terms,
  });
  order.filled = filled;
  order.taken = taken;
  order.count();
  return order;
}

describe('an order at the venue after a split', () => {
  it('has so many more left, of itself and beside its siblings, and the limit is never worse', () => {
    const order = resting({}, 2, 3);
    expect(order.split({ numerator: 2, denominator: 1 })).toBe(true);
    expect(order).toMatchObject({ lots: 18, filled: 2, taken: 6, free: 10, limit: 50 });
    const sell = resting({ side: -1 });
    sell.split({ numerator: 2, denominator: 1 });
    expect(sell.limit).toBe(-51);
  });

  it('rounds what it may fill toward zero, and ends when that is nothing', () => {
    const order = resting({}, 2, 3);
    expect(order.split({ numerator: 1, denominator: 2 })).toBe(true);
    expect(order).toMatchObject({ lots: 6, taken: 2, free: 2, limit: 202 });
    expect(resting({}, 9).split({ numerator: 1, denominator: 2 })).toBe(false);
    expect(resting({ limitTicks: 1 }).split({ numerator: 2, denominator: 1 })).toBe(false);
  });

  it('a child may work so many more of what its parent has filled', () => {
    const child = resting({ parent: 7 });
    child.grant(4);
    expect(child.free).toBe(4);
    child.split({ numerator: 3, denominator: 1 });
    expect(child).toMatchObject({ lots: 30, granted: 12, free: 12 });
    child.grant(6);
    expect(child.free).toBe(18);
  });

  it('triggers and distances go to the nearest tick', () => {
    const stop = resting({ type: OrderType.trailing, limitTicks: undefined, stopTicks: 90, trailTicks: 5 });
    stop.split({ numerator: 2, denominator: 1 });
    expect(stop).toMatchObject({ stop: 45, trail: 3 });
  });
});
