import { describe, expect, it } from 'vitest';
import { SECOND_US } from '../base/time.ts';
import { OrderType } from '../model/order.ts';
import { order } from './bench.twin.ts';
import { Duplicates } from './duplicates.ts';

const S = SECOND_US;

describe('a repeated order', () => {
  it('is one within the time, counted from the one before; at its end it is a new one', () => {
    const duplicates = new Duplicates(2 * S);
    duplicates.sent(0, order(5), 10 * S);
    expect([10, 11, 12].map((second) => duplicates.sinceUs(0, order(5), second * S))).toEqual([0, S, undefined]);
  });

  it('is the same in agent, instrument, side, size and prices', () => {
    const duplicates = new Duplicates(S);
    const limit = { type: OrderType.limit, limitTicks: 100 };
    duplicates.sent(0, order(5, limit), 0);
    expect(duplicates.sinceUs(0, order(5, limit), 1)).toBe(1);
    expect(duplicates.sinceUs(1, order(5, limit), 1)).toBeUndefined();
    const others = [
      order(-5, limit),
      order(6, limit),
      order(5, { ...limit, limitTicks: 101 }),
      order(5, { ...limit, instrument: 1 }),
      order(5, { ...limit, stopTicks: 99 }),
      order(5),
    ];
    for (const other of others) expect(duplicates.sinceUs(0, other, 1)).toBeUndefined();
  });

  it('is looked for no longer than the time, which bounds what is remembered', () => {
    const duplicates = new Duplicates(S);
    for (let i = 0; i < 100; i++) {
      duplicates.sent(0, order(i + 1), i * S);
      duplicates.sinceUs(0, order(i + 1), i * S);
    }
    expect(duplicates.save()).toHaveLength(1);
    const off = new Duplicates(0);
    off.sent(0, order(1), 0);
    expect([off.sinceUs(0, order(1), 0), off.save()]).toEqual([undefined, []]);
  });

  it('is known after a restart', () => {
    const duplicates = new Duplicates(S);
    duplicates.sent(0, order(5), 0);
    const again = new Duplicates(S);
    again.load(JSON.parse(JSON.stringify(duplicates.save())));
    expect(again.sinceUs(0, order(5), 7)).toBe(7);
    expect(again.sinceUs(0, order(5, { limitTicks: 1 }), 7)).toBeUndefined();
  });
});
