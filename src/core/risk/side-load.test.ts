import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SideLoad } from './side-load.ts';

interface Entry {
  lots: number;
  ticks: number;
  group: number | undefined;
}

/** Lot by lot: one price for each, the cheapest ones bring the position to zero. Of a group the larger of each number. */
function naive(entries: readonly Entry[], position: number, last: number): number {
  const merged: Entry[] = [];
  for (const entry of entries) {
    const twin = entry.group === undefined ? undefined : merged.find(({ group }) => group === entry.group);
    if (twin === undefined) merged.push({ ...entry });
    else Object.assign(twin, { lots: Math.max(twin.lots, entry.lots), ticks: Math.max(twin.ticks, entry.ticks) });
  }
  const prices = merged.flatMap(({ lots, ticks }) => Array.from({ length: lots }, () => ticks)).sort((a, b) => a - b);
  const weighing = prices.slice(Math.max(0, -position));
  return weighing.reduce((sum, ticks) => sum + ticks, Math.max(0, position) * last);
}

const entry = fc.record({
  lots: fc.integer({ min: 1, max: 6 }),
  ticks: fc.integer({ min: 1, max: 9 }),
  group: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
});

describe('the load of one side', () => {
  it('equals a count lot by lot, with and without one more order', () => {
    const load = new SideLoad(); // reused: what an earlier run left behind must not show
    const property = fc.property(
      fc.array(entry, { maxLength: 7 }),
      entry,
      fc.integer({ min: -30, max: 10 }),
      (entries, more, position) => {
        load.clear();
        for (const { lots, ticks, group } of entries) load.add(lots, ticks, group);
        expect(load.worst(position, 5)).toBe(naive(entries, position, 5));
        expect(load.worstWith(position, 5, more.lots, more.ticks, more.group)).toBe(
          naive([...entries, more], position, 5),
        );
        expect(load.value()).toBe(naive(entries, 0, 5));
        expect(load.lots()).toBe(
          naive(
            entries.map((one) => ({ ...one, ticks: 1 })),
            0,
            5,
          ),
        );
      },
    );
    fc.assert(property, { numRuns: 600 });
  });

  it('of nothing is what is held', () => {
    const load = new SideLoad();
    expect(load.worst(3, 5)).toBe(15);
    expect(load.worst(-3, Number.NaN)).toBe(0);
    expect(load.worstWith(0, 5, 0, 0, undefined)).toBe(0);
  });

  it('is not changed by an order of no lots, even of a group that is there', () => {
    const load = new SideLoad();
    load.add(2, 7, 1);
    expect(load.worstWith(0, 5, 0, 9, 1)).toBe(14);
  });

  it('needs no price for what weighs nothing: no position, and an order that only brings one to zero', () => {
    const load = new SideLoad();
    expect(load.worst(0, Number.NaN)).toBe(0);
    expect(load.worstWith(-3, Number.NaN, 2, Number.NaN, undefined)).toBe(0);
    expect(load.worstWith(-3, Number.NaN, 4, Number.NaN, undefined)).toBeNaN();
  });
});
