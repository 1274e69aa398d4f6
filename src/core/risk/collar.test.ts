import { describe, expect, it } from 'vitest';
import { OrderType } from '../model/order.ts';
import { order } from './bench.twin.ts';
import { collarTicks, outsideCollar, referenceTicks, worstTicks } from './collar.ts';

const NONE = Number.POSITIVE_INFINITY;

const worst = (signed: number, terms: Parameters<typeof order>[1], collar = 0.05) =>
  worstTicks(order(signed, terms), 10_000, collar);

describe('the collar', () => {
  it('lies around the last price, to the tick inward', () => {
    expect(collarTicks(1, 10_000, 0.05)).toBe(10_500);
    expect(collarTicks(-1, 10_000, 0.05)).toBe(9_500);
    expect(collarTicks(1, 9_999, 0.05)).toBe(10_498); // 10498.95
    expect(collarTicks(-1, 9_999, 0.05)).toBe(9_500); // 9499.05
    expect(collarTicks(1, 100.5, 0.02)).toBe(102); // the middle of a quote: 102.51
    expect(collarTicks(1, 10_000, NONE)).toBeUndefined();
  });

  it('does not lose a tick to floating point', () => {
    expect(100 * 1.1).not.toBe(110);
    expect(collarTicks(1, 100, 0.1)).toBe(110);
    expect(collarTicks(-1, 100, 0.1)).toBe(90);
    for (let ticks = 100; ticks <= 100_000; ticks += 100) {
      expect(collarTicks(1, ticks, 0.05)).toBe((ticks * 105) / 100);
      expect(collarTicks(-1, ticks, 0.07)).toBe((ticks * 93) / 100);
    }
  });

  it('keeps limits that pay too much outside, and lets those that wait be', () => {
    expect(outsideCollar(1, 10_500, 10_000, 0.05)).toBe(false);
    expect(outsideCollar(1, 10_501, 10_000, 0.05)).toBe(true);
    expect(outsideCollar(1, 1, 10_000, 0.05)).toBe(false);
    expect(outsideCollar(-1, 9_500, 10_000, 0.05)).toBe(false);
    expect(outsideCollar(-1, 9_499, 10_000, 0.05)).toBe(true);
    expect(outsideCollar(-1, 99_999, 10_000, 0.05)).toBe(false);
    expect(outsideCollar(1, 99_999, 10_000, NONE)).toBe(false);
  });
});

describe('the worst price', () => {
  it('of a buy is its limit, of a sell the upper edge or a higher limit', () => {
    expect(worst(1, { limitTicks: 10_500 })).toBe(10_500);
    expect(worst(1, { type: OrderType.limit, limitTicks: 9_000 })).toBe(9_000);
    expect(worst(-1, { limitTicks: 9_500 })).toBe(10_500);
    expect(worst(-1, { type: OrderType.limit, limitTicks: 12_000 })).toBe(12_000);
    expect(worst(1, {})).toBe(10_500);
  });

  it('of what waits for a trigger starts from there', () => {
    expect(worst(1, { type: OrderType.stop, stopTicks: 11_000 })).toBe(11_550);
    expect(worst(-1, { type: OrderType.stop, stopTicks: 9_000 })).toBe(9_450);
    expect(worst(1, { type: OrderType.stopLimit, stopTicks: 11_000, limitTicks: 11_100 })).toBe(11_100);
    expect(worst(-1, { type: OrderType.stopLimit, stopTicks: 9_000, limitTicks: 8_900 })).toBe(9_450);
    expect(worst(-1, { type: OrderType.touch, stopTicks: 11_000 })).toBe(11_550);
  });

  it('of a trailing buy is its first trigger, which only falls; a trailing sell follows the price', () => {
    expect(worst(1, { type: OrderType.trailing, trailTicks: 500 })).toBe(11_025);
    expect(worst(1, { type: OrderType.trailing, trailTicks: 500, stopTicks: 10_200 })).toBe(10_710);
    expect(worst(-1, { type: OrderType.trailing, trailTicks: 500, stopTicks: 9_500 })).toBe(10_500);
    expect(referenceTicks(order(1, { type: OrderType.trailing }), 10_000)).toBe(10_000);
  });

  it('without a collar is the reference price, or the limit', () => {
    expect(worst(1, {}, NONE)).toBe(10_000);
    expect(worst(-1, {}, NONE)).toBe(10_000);
    expect(worst(-1, { type: OrderType.stop, stopTicks: 9_000 }, NONE)).toBe(9_000);
    expect(worst(-1, { type: OrderType.limit, limitTicks: 12_000 }, NONE)).toBe(12_000);
  });
});
