import { describe, expect, it } from 'vitest';
import { everyone } from '../consensus/ballot.ts';
import { WorkingOrders } from './working-order.ts';

describe('the working order of an instrument', () => {
  it('knows what each owner still waits for, signed by its side', () => {
    const working = new WorkingOrders(2, 3);
    expect(working.waiting(1, 0)).toBe(0);
    working.begin(1, 77, -1, Float64Array.of(6, 0, 4), everyone(3));
    working.got[1][0] = 2;
    expect([0, 1, 2].map((owner) => working.waiting(1, owner))).toEqual([-4, 0, -4]);
    expect([working.totalLots[1], working.waiting(0, 0)]).toEqual([10, 0]);
    working.cancelling[1] = 1;
    working.end(1);
    expect([working.orderId[1], working.cancelling[1], working.waiting(1, 0)]).toEqual([0, 0, 0]);
    working.begin(1, 78, 1, Float64Array.of(1, 1, 1), everyone(3));
    expect(working.waiting(1, 0)).toBe(1);
  });
});
