import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { type CapacityInput, capacityOf } from './capacity.ts';
import { Holdings } from './holdings.ts';

/** One instrument whose price goes up and down by the same so that its returns have a deviation of nearly 2 %. */
function market(sessions: number): Holdings {
  const made = new Holdings(1);
  made.firstValues.set([100]);
  let value = 100;
  for (let t = 0; t < sessions; t++) {
    value *= t % 2 === 0 ? 1.02 : 0.98;
    made.begin();
    made.set(value, 0, 0);
  }
  return made;
}

const SESSIONS = 41;

function input(changes: Partial<CapacityInput> = {}): CapacityInput {
  const returns = Float64Array.from({ length: SESSIONS }, (_, t) => (t % 2 === 0 ? 0.006 : -0.002));
  return {
    startEquity: 1_000,
    equity: new Float64Array(SESSIONS).fill(1_000),
    returns,
    periodsPerYear: 252,
    orders: [{ session: 40, instrument: 0, quantity: 10, worth: 500 }],
    volumes: new Float64Array(SESSIONS).fill(1_000),
    holdings: market(SESSIONS),
    ...changes,
  };
}

describe('capacity', () => {
  it('takes 20 bp for a hundredth of the volume at a volatility of 2 %, twice as much for four times the size', () => {
    const { points, participationMax } = must(capacityOf(input()), 'there is a volume');
    // Twenty returns of 2 % up and down: ddof 1 makes it 2 %·√(20/19).
    const impact = 0.02 * Math.sqrt(20 / 19) * Math.sqrt(10 / 1_000);
    const one = points.find(({ multiple }) => multiple === 1);
    const hundred = points.find(({ multiple }) => multiple === 100);
    expect(one?.impactBps).toBeCloseTo(impact * 1e4, 8);
    expect(hundred?.impactBps).toBeCloseTo(impact * 1e5, 7);
    const whole = 1.006 ** 20 * 0.998 ** 20;
    expect(one?.totalReturn).toBeCloseTo(whole * (1.006 - impact / 2) - 1, 12);
    expect(participationMax).toBe(0.01);
    expect(points.map(({ startEquity }) => startEquity)[0]).toBeCloseTo(100, 9);
    expect(points.at(-1)?.startEquity).toBeCloseTo(1_000_000, 6);
  });

  it('is gone where the mean impact is the mean return, and half where the Sharpe ratio is', () => {
    const orders = Array.from({ length: SESSIONS }, (_, session) => ({
      session,
      instrument: 0,
      quantity: 10,
      worth: 500,
    }));
    const flat = input({ orders, returns: Float64Array.from({ length: SESSIONS }, (_, t) => 0.004 + (t % 3) * 0.001) });
    const { half, zero, points } = must(capacityOf(flat), 'there is a volume');
    expect(points[0].sharpe).toBeGreaterThan(points[4].sharpe);
    // The same impact each session leaves the deviation as it is nearly: half the mean is half the ratio, a quarter of the size.
    expect(half / zero).toBeGreaterThan(0.2);
    expect(half / zero).toBeLessThan(0.3);
    const mean = Array.from(flat.returns).reduce((sum, r) => sum + r, 0) / SESSIONS;
    const impact = points[4].impactBps / 1e4 / 2;
    expect(zero).toBeCloseTo((mean / impact) ** 2, 6);
  });

  it('never leaves more with more money, and costs nothing without a volume', () => {
    const order = fc.record({
      session: fc.integer({ min: 0, max: SESSIONS - 1 }),
      instrument: fc.constant(0),
      quantity: fc.integer({ min: 1, max: 500 }),
      worth: fc.integer({ min: 1, max: 900 }),
    });
    fc.assert(
      fc.property(fc.array(order, { minLength: 1, maxLength: 20 }), (orders) => {
        const { points } = must(capacityOf(input({ orders })), 'there is a volume');
        for (let k = 1; k < points.length; k++) {
          expect(points[k].totalReturn).toBeLessThanOrEqual(points[k - 1].totalReturn);
          expect(points[k].impactBps).toBeGreaterThan(points[k - 1].impactBps);
        }
      }),
      { numRuns: 50 },
    );
    expect(capacityOf(input({ volumes: new Float64Array(SESSIONS).fill(Number.NaN) }))).toBeUndefined();
    expect(capacityOf(input({ orders: [] }))).toBeUndefined();
  });

  it('counts the orders that it knows nothing of, and has no capacity where nothing is made', () => {
    const volumes = new Float64Array(SESSIONS).fill(1_000);
    volumes[3] = Number.NaN;
    const orders = [3, 40].map((session) => ({ session, instrument: 0, quantity: 10, worth: 500 }));
    const lost = input({ volumes, orders, returns: new Float64Array(SESSIONS).fill(-0.001) });
    const { unknown, half, zero } = must(capacityOf(lost), 'one has a volume');
    expect([unknown, half, zero]).toEqual([1, Number.NaN, Number.NaN]);
  });
});
