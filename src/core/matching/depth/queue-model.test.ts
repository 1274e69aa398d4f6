import { describe, expect, it } from 'vitest';
import { logQueue, powerQueue, type QueueModel, QueuePlace, riskAdverseQueue } from './queue-model.ts';

/** An order with so much ahead of it in a level of this size. */
function place(front: number, shown: number): QueuePlace {
  const made = new QueuePlace();
  made.join(shown);
  made.front = front;
  return made;
}

function frontAfter(model: QueueModel, of: QueuePlace, lots: number): number {
  model.change(of, lots);
  return of.front;
}

describe('a place in the queue', () => {
  it('moves forward as the reference example says: 80 ahead in a level of 100 that shrinks to 70', () => {
    const models = [riskAdverseQueue(), powerQueue(1), powerQueue(2), powerQueue(3), logQueue()];
    const fronts = models.map((model) => frontAfter(model, place(80, 100), 70));
    [70, 56, 51.7647, 50.4615, 62.278].forEach((front, i) => expect(fronts[i]).toBeCloseTo(front, 4));
  });

  it('does not count twice what traded: after 20 of the 30 have traded, 10 are left to explain', () => {
    const of = place(80, 100);
    of.trade(20);
    expect([of.front, of.passed]).toEqual([60, 0]);
    // behind 40 of 100: 0.4 of the 10 left from behind
    expect(frontAfter(powerQueue(1), of, 70)).toBeCloseTo(54, 9);
    // and of the next 10, which nobody traded, all: 16 behind of 70
    expect(frontAfter(powerQueue(1), of, 60)).toBeCloseTo(54 - (10 * 54) / 70, 9);
  });

  it('stays where it is when a level grows, and is never further back than the level is long', () => {
    for (const model of [riskAdverseQueue(), powerQueue(1), logQueue()]) {
      expect(frontAfter(model, place(80, 100), 150)).toBe(80);
      expect(frontAfter(model, place(80, 100), 0)).toBe(0);
    }
  });

  it('knows of leavers from behind that behind are no more than stand there', () => {
    // 10 behind 90, 50 gone: 0.1 x 50 = 5 from behind, 45 from ahead
    expect(frontAfter(powerQueue(1), place(90, 100), 50)).toBeCloseTo(45, 9);
    // an order at the very front: all leave from behind
    expect(frontAfter(powerQueue(1), place(0, 100), 40)).toBe(0);
  });

  it('takes 0 over 0 for certain: a level that was empty, of which nothing can leave', () => {
    expect(frontAfter(powerQueue(1), place(0, 0), 0)).toBe(0);
    expect(frontAfter(logQueue(), place(0, 0), 0)).toBe(0);
  });

  it('lets a trade through once the front is used up, in whole lots, and is first from then on', () => {
    const of = place(30, 100);
    of.trade(42);
    expect([of.passed, of.front]).toEqual([12, 0]);
    of.trade(5);
    expect(of.passed).toBe(5);
    const estimated = place(30.6, 100);
    estimated.trade(31);
    expect([estimated.passed, estimated.front]).toEqual([0, 30.6 - 31]);
    estimated.trade(1);
    expect(estimated.passed).toBe(1);
  });
});
