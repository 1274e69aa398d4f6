import { describe, expect, it } from 'vitest';
import { BarEvent } from '../model/bar.ts';
import { BarPath, LEGS } from './bar-path.ts';
import { type Prices, setBar } from './venue-bench.twin.ts';

function corners(prices: Prices): number[] {
  const path = new BarPath();
  path.start(setBar(new BarEvent(), 0, prices));
  return Array.from({ length: LEGS + 1 }, (_, i) => path.corner(1, i));
}

describe('the path of a bar', () => {
  it('goes to the nearer extreme first, and low first when both are as near', () => {
    expect(corners([100, 104, 90, 95])).toEqual([100, 104, 90, 95]);
    expect(corners([100, 110, 96, 105])).toEqual([100, 96, 110, 105]);
    expect(corners([100, 105, 95, 100])).toEqual([100, 95, 105, 100]);
  });

  it('is walked by both sides together; a fraction of a tick goes against the trader', () => {
    const bar = setBar(new BarEvent(), 0, [100, 101, 80, 90]);
    bar.askHigh = 103;
    const path = new BarPath();
    path.start(bar);
    // the ask is at 101 after a third of its way to 103; a third of the bid's way to 101 sells at 100
    path.keepNothing();
    path.find(1, 101);
    expect(path.isFoundBeforeKept()).toBe(true);
    path.keepFound();
    path.find(-1, -101);
    expect(path.isFoundBeforeKept()).toBe(false);
    path.moveToKept();
    expect(path.now(1)).toBe(101);
    expect(path.now(-1)).toBe(-100);
    path.find(-1, -100);
    path.keepFound();
    path.find(1, 101);
    expect(path.isFoundBeforeKept()).toBe(false);
  });
});
