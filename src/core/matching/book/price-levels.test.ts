import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_LEVEL, PriceLevels } from './price-levels.ts';

/** Near, far, and a ring's length apart, where the shortcut of one price is taken by another. */
const key = fc.oneof(
  fc.integer({ min: -8, max: 8 }),
  fc.integer({ min: -8, max: 8 }).map((k) => k * 4096),
  fc.maxSafeInteger(),
);

function keysOf(levels: PriceLevels): number[] {
  const keys: number[] = [];
  for (let level = levels.first; level !== NO_LEVEL; level = levels.after(level)) keys.push(levels.key[level]);
  return keys;
}

it('holds the keys that a sorted set would', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ key, isAdd: fc.boolean() }), { maxLength: 200 }), (steps) => {
      const levels = new PriceLevels();
      const twin = new Set<number>();
      for (const { key: wanted, isAdd } of steps) {
        const found = levels.find(wanted);
        expect(found === NO_LEVEL).toBe(!twin.has(wanted));
        if (isAdd) {
          expect(levels.key[levels.at(wanted)]).toBe(wanted);
          twin.add(wanted);
        } else if (found !== NO_LEVEL) {
          levels.remove(found);
          twin.delete(wanted);
        }
        expect(keysOf(levels)).toEqual([...twin].toSorted((a, b) => a - b));
        expect(levels.count).toBe(twin.size);
      }
    }),
  );
});

it('finds one of thousands of levels in few steps', () => {
  const levels = new PriceLevels();
  const keys = Array.from({ length: 20_000 }, (_, i) => (i * 7_919) % 20_011);
  for (const each of keys) levels.at(each);
  expect(keysOf(levels)).toEqual(keys.toSorted((a, b) => a - b));
  let looks = 0;
  const { key: all } = levels;
  levels.key = new Proxy(all, {
    get: (_, index) => {
      looks += 1;
      return all[Number(index)];
    },
  });
  for (const each of keys.slice(0, 1000)) levels.find(each + 0.5);
  expect(looks / 1000).toBeLessThan(60);
});

it('takes no more room for prices far apart than for near ones', () => {
  const levels = new PriceLevels();
  for (let i = 0; i < 50_000; i++) {
    levels.at(1);
    levels.remove(levels.at(i * 180_000_000_003 + 2));
  }
  expect([levels.count, levels.key.length]).toEqual([1, 64]);
});
