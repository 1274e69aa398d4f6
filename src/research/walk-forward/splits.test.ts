import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_US } from '../../core/base/time.ts';
import { pathsOf, splitCount, splitsOf } from './splits.ts';

const daily = (count: number) => Float64Array.from({ length: count }, (_, day) => day * DAY_US);
const NONE = { bars: 0 };

describe('combinatorial splits', () => {
  it.each([
    [6, 2, 15, 5],
    [10, 2, 45, 9],
    [5, 2, 10, 4],
    [6, 1, 6, 1],
  ])('of %i groups, %i tested, are %i with %i paths', (groups, testGroups, splits, paths) => {
    const found = splitsOf(daily(120), { groups, testGroups, purge: NONE, embargo: NONE });
    expect([found.length, splitCount(groups, testGroups)]).toEqual([splits, splits]);
    expect(pathsOf(found, groups)).toHaveLength(paths);
  });

  // Thirty days in six groups of five. Groups 1 and 3 (days 5-9 and 15-19) are tested: of days 0-4 the last two are purged; days
  // 10-14 lose one to the embargo and two to the purge; days 20-29 lose one to the embargo.
  it('cut training before a test by the purge and after it by the embargo', () => {
    const found = splitsOf(daily(30), { groups: 6, testGroups: 2, purge: { bars: 2 }, embargo: { us: DAY_US } });
    expect(found.find(({ groups }) => groups.join() === '1,3')).toEqual({
      groups: [1, 3],
      train: [
        { from: 0, to: 3 },
        { from: 11, to: 13 },
        { from: 21, to: 30 },
      ],
      dropped: [
        { from: 3, to: 5 },
        { from: 10, to: 11 },
        { from: 13, to: 15 },
        { from: 20, to: 21 },
      ],
      test: [
        { from: 5, to: 10 },
        { from: 15, to: 20 },
      ],
    });
  });

  it('are refused where nothing is left to learn from, or they are too many', () => {
    expect(() => splitsOf(daily(30), { groups: 3, testGroups: 2, purge: { bars: 10 }, embargo: { bars: 10 } })).toThrow(
      /walkForward\.purge: purge and embargo leave nothing to learn from when groups \d, \d are tested; they were 10 bars and 10 bars, a group is 10 bars/,
    );
    expect(() => splitsOf(daily(300), { groups: 16, testGroups: 8, purge: NONE, embargo: NONE })).toThrow(
      '8 of 16 groups are 12,870 splits, expected at most 1,000',
    );
    expect(() => splitsOf(daily(9), { groups: 6, testGroups: 2, purge: NONE, embargo: NONE })).toThrow(
      '9 are too few for 6',
    );
  });

  it('test every group equally often, hold every distance, and make paths that hold each test once', () => {
    const sizes = fc.record({
      count: fc.integer({ min: 40, max: 150 }),
      groups: fc.integer({ min: 2, max: 7 }),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
      purge: fc.integer({ min: 0, max: 4 }),
      embargo: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(sizes, ({ count, groups, share, purge, embargo }) => {
        const testGroups = 1 + Math.floor(share * (groups - 1));
        let found;
        try {
          found = splitsOf(daily(count), { groups, testGroups, purge: { bars: purge }, embargo: { bars: embargo } });
        } catch {
          return;
        }
        for (const { train, dropped, test } of found) {
          // Naively, bar by bar: a bar is learnt from unless it is tested, or within reach of a test.
          const tested = new Set(test.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
          const near = (bar: number) =>
            [...Array(purge + 1).keys()].some((ahead) => tested.has(bar + ahead)) ||
            [...Array(embargo + 1).keys()].some((back) => tested.has(bar - back));
          const within = (ranges: typeof train, bar: number) => ranges.some(({ from, to }) => bar >= from && bar < to);
          const wrong = [...Array(count).keys()].filter(
            (bar) => within(train, bar) === near(bar) || within(dropped, bar) !== (near(bar) && !tested.has(bar)),
          );
          expect(wrong).toEqual([]);
        }
        const paths = pathsOf(found, groups);
        expect(paths).toHaveLength((testGroups * found.length) / groups);
        const used = paths.flatMap((path) => path.map((split, group) => `${split}/${group}`));
        expect(new Set(used).size).toBe(used.length);
        expect(used.length).toBe(found.length * testGroups);
        for (const path of paths)
          for (const [group, split] of path.entries()) expect(found[split].groups).toContain(group);
      }),
      { numRuns: 60 },
    );
  });
});
