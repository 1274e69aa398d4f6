import { describe, expect, it } from 'vitest';
import { Defect } from '../base/assert.ts';
import type { Id } from '../base/ids.ts';
import { ChildOrders } from './child-orders.ts';

describe('a parent and its children', () => {
  it('is done, works and has left what adds up to it; hearing the same twice changes nothing', () => {
    const children = new ChildOrders(10);
    children.send(1, 4, 1);
    children.send(2, 3, 2);
    for (const _ of [1, 2]) expect(children.update(1, 3, 1)).toBe(true);
    expect([children.filledLots, children.workingLots, children.leftLots]).toEqual([3, 4, 3]);
    children.update(1, 3, 0);
    expect(children.leftLots).toBe(4);
    // The venue takes the fill back, and the order stands again.
    children.update(1, 1, 3);
    expect([children.filledLots, children.workingLots, children.leftLots]).toEqual([1, 6, 3]);
    expect(children.update(9, 1, 1)).toBe(false);
  });

  it('never sends more than is left, nor the same twice', () => {
    const children = new ChildOrders(10);
    children.send(1, 7, 1);
    expect(() => children.send(2, 4, 1)).toThrow(Defect);
    expect(() => children.send(1, 1, 1)).toThrow(Defect);
    expect(() => children.send(2, 0.5, 1)).toThrow(Defect);
  });

  it('that became smaller takes the youngest back', () => {
    const children = new ChildOrders(10);
    for (const id of [1, 2, 3]) children.send(id, 3, id);
    children.resize(5);
    const cancels: Id[] = [];
    children.cancelExcess(cancels);
    children.cancelExcess(cancels);
    expect([cancels, children.excessLots, children.isCancelling]).toEqual([[2, 3], 4, true]);
    for (const id of cancels) children.update(id, 0, 0);
    expect([children.excessLots, children.leftLots, children.isCancelling]).toEqual([0, 2, false]);
  });
});
