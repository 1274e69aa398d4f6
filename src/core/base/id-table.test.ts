import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Defect } from './assert.ts';
import { IdTable } from './id-table.ts';
import { idOf } from './ids.ts';

const id = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 })),
  fc.tuple(fc.integer({ min: 1, max: 2 ** 36 }), fc.nat(65_535)),
);
const step = fc.tuple(fc.constantFrom('set', 'delete', 'get'), id);

test('it keeps and gives what a Map does, through growth and holes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const table = new IdTable<number>();
      const twin = new Map<number, number>();
      steps.forEach(([what, [sequence, sibling]], k) => {
        const key = idOf(sequence, sibling);
        if (what === 'set') {
          table.set(key, k);
          twin.set(key, k);
        } else if (what === 'delete') expect(table.delete(key)).toBe(twin.delete(key));
        expect(table.get(key)).toBe(twin.get(key));
        expect(table.has(key)).toBe(twin.has(key));
        expect(table.size).toBe(twin.size);
      });
      for (const [key, value] of twin) expect(table.get(key)).toBe(value);
      expect(table.values().toSorted((a, b) => a - b)).toEqual([...twin.values()].toSorted((a, b) => a - b));
    }),
  );
});

test('what is no id is not in it, and cannot be put in', () => {
  const table = new IdTable<string>();
  table.set(idOf(1, 0), 'first');
  for (const none of [0, -1, Number.NaN, 0.5]) expect(table.get(none)).toBe(undefined);
  expect(() => table.set(0, 'none')).toThrow(Defect);
});
