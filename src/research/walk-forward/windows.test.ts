import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_US } from '../../core/base/time.ts';
import { beforeTest, afterTest, windowsOf } from './windows.ts';

const bars = (count: number) => ({ bars: count });
const days = (count: number) => ({ us: count * DAY_US });
const daily = (count: number, start = 10) => Float64Array.from({ length: count }, (_, day) => (start + day) * DAY_US);

describe('windows', () => {
  // Ten days, four to learn and two to be judged by: tests are days 4-5, 6-7, 8-9; a purge of one takes the day before each.
  it.each([
    ['bars', bars],
    ['days', days],
  ])('by %s move along, with the purge before each test', (_, length) => {
    const lengths = { train: length(4), test: length(2), step: length(2), purge: length(1) };
    expect(windowsOf(daily(10), { anchored: false, ...lengths })).toEqual([
      { train: [{ from: 0, to: 3 }], dropped: [{ from: 3, to: 4 }], test: [{ from: 4, to: 6 }] },
      { train: [{ from: 2, to: 5 }], dropped: [{ from: 5, to: 6 }], test: [{ from: 6, to: 8 }] },
      { train: [{ from: 4, to: 7 }], dropped: [{ from: 7, to: 8 }], test: [{ from: 8, to: 10 }] },
    ]);
    const anchored = windowsOf(daily(10), { anchored: true, ...lengths });
    expect(anchored.map(({ train }) => train[0])).toEqual([
      { from: 0, to: 3 },
      { from: 0, to: 5 },
      { from: 0, to: 7 },
    ]);
  });

  it('by time keep to the clock over gaps', () => {
    // Working days only: weeks of learning and judging begin on the same weekday, however many bars they have.
    const working = Float64Array.from({ length: 28 }, (_, day) => day * DAY_US).filter((_, day) => day % 7 < 5);
    const found = windowsOf(working, {
      anchored: false,
      train: days(14),
      test: days(7),
      step: days(7),
      purge: days(3),
    });
    expect(found).toEqual([
      { train: [{ from: 0, to: 9 }], dropped: [{ from: 9, to: 10 }], test: [{ from: 10, to: 15 }] },
      { train: [{ from: 5, to: 14 }], dropped: [{ from: 14, to: 15 }], test: [{ from: 15, to: 20 }] },
    ]);
  });

  it('keep a last test that is cut by half at the most', () => {
    const lengths = { anchored: false, train: bars(4), test: bars(4), step: bars(4), purge: bars(0) };
    expect(windowsOf(daily(10), lengths).map(({ test }) => test[0])).toEqual([
      { from: 4, to: 8 },
      { from: 8, to: 10 },
    ]);
    expect(windowsOf(daily(9), lengths)).toHaveLength(1);
    expect(windowsOf(daily(5), lengths)).toEqual([]);
  });

  it('refuse a purge that leaves nothing to learn from', () => {
    const lengths = { anchored: false, train: bars(4), test: bars(2), step: bars(2), purge: bars(4) };
    expect(() => windowsOf(daily(10), lengths)).toThrow(
      'walkForward.purge: expected less than the training, which is 4 bars in window 1, was 4 bars',
    );
  });

  it('never learn from what they are judged by, hold the purge and judge nothing twice, whatever the gaps', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 20, maxLength: 120 });
    const length = (most: number) =>
      fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }), fc.integer({ min: 0, max: most }));
    fc.assert(
      fc.property(
        gaps,
        length(20),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 3 }),
        (steps, [a, b, more], anchored, byTime, purged) => {
          let at = 0;
          const times = Float64Array.from(steps, (step) => (at += step));
          const unit = (value: number) => (byTime ? { us: value * 5 } : { bars: value });
          const lengths = {
            anchored,
            train: unit(a + 4 * purged),
            test: unit(b),
            step: unit(b + more),
            purge: unit(purged),
          };
          let found;
          try {
            found = windowsOf(times, lengths);
          } catch {
            return;
          }
          let judged = 0;
          for (const {
            train: [train],
            test: [test],
            dropped,
          } of found) {
            expect(train.from).toBeLessThan(train.to);
            expect(test.from).toBeLessThan(test.to);
            if (byTime) expect(times[test.from] - times[train.to - 1]).toBeGreaterThan(purged * 5);
            else expect(test.from - train.to).toBe(purged);
            expect(dropped).toEqual(train.to < test.from ? [{ from: train.to, to: test.from }] : []);
            expect(test.from).toBeGreaterThanOrEqual(judged);
            judged = test.to;
            if (anchored) expect(train.from).toBe(0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('purge and embargo', () => {
  it('leave the same bars out in bars and in days', () => {
    const times = daily(20);
    expect(beforeTest(times, 10, bars(3))).toBe(7);
    expect(beforeTest(times, 10, days(3))).toBe(7);
    expect(afterTest(times, 12, bars(3))).toBe(15);
    expect(afterTest(times, 12, days(3))).toBe(15);
    expect([beforeTest(times, 10, bars(0)), afterTest(times, 12, bars(0))]).toEqual([10, 12]);
  });
});
