import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { idOf } from '../../base/ids.ts';
import { IdIndex } from './id-index.ts';
import { NONE, OrderPool } from './order-pool.ts';

const id = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: 1, max: 100 }).map((sequence) => idOf(sequence, 0)),
  fc.integer({ min: 1, max: 100 }).map((k) => k * 2 ** 40),
  fc.maxSafeInteger().filter((n) => n > 0),
);

it('finds what a map would', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ id, isAdd: fc.boolean() }), { maxLength: 400 }), (steps) => {
      const pool = new OrderPool(16);
      const index = new IdIndex(pool);
      const twin = new Map<number, number>();
      for (const { id: each, isAdd } of steps) {
        expect(index.find(each)).toBe(twin.get(each) ?? NONE);
        const there = twin.get(each);
        if (there !== undefined) {
          index.remove(there);
          pool.give(there);
          twin.delete(each);
        } else if (isAdd) {
          const node = pool.take();
          pool.id[node] = each;
          index.add(node);
          twin.set(each, node);
        }
        expect(index.count).toBe(twin.size);
      }
      for (const [each, node] of twin) expect(index.find(each)).toBe(node);
    }),
  );
});
