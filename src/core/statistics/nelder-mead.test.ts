import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nelderMead } from './nelder-mead.ts';

function valley([x, y]: Float64Array): number {
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
}

/** Defined from 2 upwards. */
function fenced([x]: Float64Array): number {
  return x < 2 ? Number.NaN : x * x;
}

function bumpy([x, y]: Float64Array): number {
  return x * x + y * y + Math.sin(40 * x) * Math.sin(37 * y);
}

describe('the downhill simplex', () => {
  it("finds the floor of Rosenbrock's valley", () => {
    const found = nelderMead(valley, [-1.2, 1], { steps: [0.5, 0.5], tolerance: 1e-14, evaluationsMax: 2_000 });
    expect(found.converged).toBe(true);
    expect(found.point[0]).toBeCloseTo(1, 5);
    expect(found.point[1]).toBeCloseTo(1, 5);
    expect(found.evaluations).toBeLessThan(1_000);
  });

  it('stays inside what is allowed', () => {
    const found = nelderMead(fenced, [5], { steps: [1], tolerance: 1e-12, evaluationsMax: 500 });
    expect(found.point[0]).toBeGreaterThanOrEqual(2);
    expect(found.point[0]).toBeCloseTo(2, 4);
  });

  it('of a bumpy function never ends above its start, and says the value of its point', () => {
    const coordinate = fc.integer({ min: -300, max: 300 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const found = nelderMead(bumpy, [x, y], { steps: [0.4, 0.4], tolerance: 1e-12, evaluationsMax: 500 });
        expect(found.value).toBeLessThanOrEqual(bumpy(Float64Array.of(x, y)));
        expect(found.value).toBe(bumpy(found.point));
      }),
    );
  });

  it('owns up to a budget that ran out', () => {
    const found = nelderMead(valley, [-1.2, 1], { steps: [0.5, 0.5], tolerance: 1e-14, evaluationsMax: 20 });
    expect(found.converged).toBe(false);
    expect(() => nelderMead(valley, [1, 1], { steps: [], tolerance: 1, evaluationsMax: 8 })).toThrow('one step per');
  });
});
