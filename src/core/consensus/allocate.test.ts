import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allocator } from './allocate.ts';
import { everyone } from './ballot.ts';

/** Lot by lot, in exact fractions: the definition itself. */
function allocateNaively(asks: readonly number[], got: readonly number[], lots: number): number[] {
  const total = asks.reduce((sum, ask) => sum + BigInt(ask), 0n);
  const filled = got.reduce((sum, lot) => sum + BigInt(lot), BigInt(lots));
  const shortfalls = asks.map((ask, i) => BigInt(ask) * filled - BigInt(got[i]) * total);
  const given = asks.map(() => 0);
  for (let lot = 0; lot < lots; lot++) {
    let first = 0;
    for (let i = 1; i < asks.length; i++) if (shortfalls[i] > shortfalls[first]) first = i;
    given[first] += 1;
    shortfalls[first] -= total;
  }
  return given;
}

function run(asks: number[], fills: readonly number[]): number[][] {
  const allocator = new Allocator(asks.length);
  const got = new Float64Array(asks.length);
  const out = new Float64Array(asks.length);
  return fills.map((lots) => {
    allocator.allocate(Float64Array.from(asks), got, lots, out, everyone(asks.length));
    return [...out];
  });
}

describe('Allocator', () => {
  it('gives each fill to those that are furthest behind', () => {
    // After 1 of 10: shortfalls .5 .3 .2; after 2: 1-1, .6, .4; after 5: 2.5-1, 1.5-1, 1.
    expect(run([5, 3, 2], [1, 1, 3, 5])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [2, 0, 1],
      [2, 2, 1],
    ]);
  });

  it('breaks ties by the order of agents', () => {
    expect(run([1, 1, 1], [1, 1, 1])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  it('equals the lot-by-lot definition, conserves the fill and takes nothing back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 20 }),
        (asks, fills) => {
          const allocator = new Allocator(asks.length);
          const got = new Float64Array(asks.length);
          const out = new Float64Array(asks.length);
          const total = asks.reduce((sum, ask) => sum + ask, 0);
          let filled = 0;
          for (const fill of [...fills, total]) {
            const lots = Math.min(fill, total - filled);
            const expected = allocateNaively(asks, [...got], lots);
            allocator.allocate(Float64Array.from(asks), got, lots, out, everyone(asks.length));
            filled += lots;
            expect([...out]).toEqual(expected);
            expect(out.every((lot) => lot >= 0)).toBe(true);
            expect(got.reduce((sum, lot) => sum + lot, 0)).toBe(filled);
          }
          expect([...got]).toEqual(asks);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lets those wait that are ahead of their part', () => {
    // After 3 of 100: 2.94, -.97, -.97.
    const got = Float64Array.of(0, 1, 1);
    const out = new Float64Array(3);
    new Allocator(3).allocate(Float64Array.of(98, 1, 1), got, 1, out, everyone(3));
    expect([...out]).toEqual(allocateNaively([98, 1, 1], [0, 1, 1], 1));
    expect([...got]).toEqual([1, 1, 1]);
  });

  it('stays exact where products leave 2^53', () => {
    const asks = [3_000_000_001, 2_000_000_003, 1];
    const half = 2_500_000_002;
    const [first, second] = run(asks, [half, half + 1]);
    // 3000000001 x 2500000002 / 5000000005 = 1500000001.1, 2000000003 x .. = 1000000001.4, 1 x .. = .5
    const total = BigInt(asks[0] + asks[1] + asks[2]);
    const floors = asks.map((ask) => Number((BigInt(ask) * BigInt(half)) / total));
    for (let i = 0; i < 3; i++) expect([0, 1]).toContain(first[i] - floors[i]);
    expect(first[0] + first[1] + first[2]).toBe(half);
    expect(first.map((lots, i) => lots + second[i])).toEqual(asks);
  });

  it('refuses to hand out more than was asked for', () => {
    expect(() => run([2, 1], [4])).toThrow('asked for');
  });
});
