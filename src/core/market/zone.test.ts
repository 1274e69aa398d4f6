import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WallClock } from './zone.ts';

const wall = (...parts: [number, number, number, number?, number?]) => Date.UTC(...parts) * 1000;

describe('a wall clock', () => {
  it('turns local time into UTC in both halves of the year', () => {
    const clock = new WallClock('America/New_York');
    expect(clock.toUtc(wall(2024, 0, 15, 9, 30))).toBe(wall(2024, 0, 15, 14, 30));
    expect(clock.toUtc(wall(2024, 6, 15, 9, 30))).toBe(wall(2024, 6, 15, 13, 30));
  });

  it('takes the first of a repeated hour and moves a skipped one forward', () => {
    const clock = new WallClock('America/New_York');
    expect(clock.toUtc(wall(2024, 10, 3, 1, 30))).toBe(wall(2024, 10, 3, 5, 30));
    expect(clock.toUtc(wall(2024, 2, 10, 2, 30))).toBe(wall(2024, 2, 10, 7, 30));
  });

  it('remembers nothing that changes an answer', () => {
    const reused = ['America/New_York', 'Europe/Paris', 'UTC', 'Australia/Sydney'].map((zone) => new WallClock(zone));
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.integer({ min: wall(1990, 0, 1) / 60e6, max: wall(2030, 0, 1) / 60e6 }),
        (i, minute) => {
          const fresh = new WallClock(reused[i].zone);
          expect(reused[i].toUtc(minute * 60e6)).toBe(fresh.toUtc(minute * 60e6));
        },
      ),
    );
  });
});
