import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_US } from '../../base/time.ts';
import { implementationShortfall, type ShortfallProblem } from './implementation-shortfall.ts';
import { Pov } from './pov.ts';
import { type Schedule, Steps } from './schedule.ts';
import { twap } from './twap.ts';
import { PROFILE_DAYS_MIN, volumeProfile, vwap } from './vwap.ts';

const STEP = MINUTE_US;

function stepsOf(steps: number, jitter = 0, seed = 1): Steps {
  return new Steps({ startUs: 0, endUs: steps * STEP, steps }, jitter, seed, 'execution/o-1.0');
}

/** What falls due in each step of a parent. */
function slices(schedule: Schedule, lots: number, count: number): number[] {
  const due = Array.from({ length: count }, (_, k) => schedule.due(lots, k * STEP));
  return due.map((sum, k) => sum - (k === 0 ? 0 : due[k - 1]));
}

/** Almgren and Chriss 2000, the example of their section 5, whose plan in holdings is known. */
const PAPER: ShortfallProblem = {
  quantity: 1_000_000,
  horizon: 5,
  volatility: 0.95,
  fixedCost: 0.0625,
  permanentImpact: 2.5e-7,
  temporaryImpact: 2.5e-6,
  riskAversion: 1e-6,
};

describe('TWAP', () => {
  it('sends the same in every step, the differences of rounded sums', () => {
    expect(slices(twap(stepsOf(5), 5), 100, 5)).toEqual([20, 20, 20, 20, 20]);
    // 10/4 = 2.5 -> 3, 5, 7.5 -> 8, 10
    expect(slices(twap(stepsOf(4), 4), 10, 4)).toEqual([3, 2, 3, 2]);
    expect(slices(twap(stepsOf(4), 4), 2, 4)).toEqual([1, 0, 1, 0]);
  });

  it('starts with its first step, and its moments are the beginnings of steps and the end', () => {
    const schedule = twap(stepsOf(2), 2);
    expect([-1, 0, STEP - 1, STEP, 9 * STEP].map((us) => schedule.due(10, us))).toEqual([0, 5, 5, 10, 10]);
    expect([-5, 0, STEP, 2 * STEP].map((us) => schedule.nextUs(us))).toEqual([0, STEP, 2 * STEP, Infinity]);
  });
});

describe('VWAP', () => {
  it('follows the profile, whose proportions alone matter', () => {
    expect(slices(vwap(stepsOf(3), [1, 2, 1]), 100, 3)).toEqual([25, 50, 25]);
    expect(slices(vwap(stepsOf(3), [10, 20, 10]), 100, 3)).toEqual([25, 50, 25]);
    expect(slices(vwap(stepsOf(4), [0, 1, 1, 0]), 7, 4)).toEqual([0, 4, 3, 0]);
  });

  it('takes its profile from the median day, of 20 at least', () => {
    const days = Array.from({ length: PROFILE_DAYS_MIN }, (_, day) => [100 + day, 50, day === 3 ? 1e9 : 150]);
    expect(volumeProfile(days)).toEqual([109.5, 50, 150]);
    expect(volumeProfile(days.slice(1))).toBeUndefined();
    expect(volumeProfile(days.map(() => [0, 0]))).toBeUndefined();
  });
});

describe('POV', () => {
  it('is its share of all that trades: 10 % of it for 1 of our lots to 9 of others', () => {
    const pov = new Pov(stepsOf(3), 0.1);
    expect(pov.due(1000, 0)).toBe(0);
    pov.observe(90, 10);
    expect(pov.due(1000, 20)).toBe(0);
    expect(pov.due(1000, STEP)).toBe(10);
    pov.observe(85, STEP + 1);
    pov.observe(900, 2 * STEP);
    expect(pov.due(1000, 2 * STEP)).toBe(19);
    expect(pov.due(12, 2 * STEP)).toBe(12);
  });

  it('does not answer what was traded before its start', () => {
    const pov = new Pov(stepsOf(3), 0.5);
    pov.observe(1000, -1);
    pov.observe(7, 0);
    expect(pov.due(1000, STEP)).toBe(7);
  });
});

describe('implementation shortfall', () => {
  it('is the plan of the paper in lots', () => {
    const schedule = implementationShortfall(stepsOf(5), 5, PAPER);
    // x = 541955.5544, 289854.2194, 147897.4878, 62141.8016, 0
    expect([0, 1, 2, 3, 4].map((k) => 1_000_000 - schedule.due(1_000_000, k * STEP))).toEqual([
      541_956, 289_854, 147_897, 62_142, 0,
    ]);
  });

  it('without aversion is TWAP, and with all of it goes at once', () => {
    const calm = implementationShortfall(stepsOf(5), 5, { ...PAPER, riskAversion: 0 });
    expect(slices(calm, 103, 5)).toEqual(slices(twap(stepsOf(5), 5), 103, 5));
    const hasty = implementationShortfall(stepsOf(5), 5, { ...PAPER, riskAversion: 1e6 });
    expect(slices(hasty, 103, 5)).toEqual([103, 0, 0, 0, 0]);
  });
});

describe('every schedule of time', () => {
  const schedules = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 40, maxLength: 40 }),
    jitter: fc.constantFrom(0, 0.3, 1),
    seed: fc.nat(1000),
    lots: fc.integer({ min: 1, max: 1e9 }),
    which: fc.constantFrom('twap', 'vwap', 'shortfall'),
    risk: fc.double({ min: 0, max: 1e-3, noNaN: true }),
  });

  it('never falls, adds up, keeps within half a lot of its curve, and wakes at each change', () => {
    fc.assert(
      fc.property(schedules, ({ count, weights, jitter, seed, lots, which, risk }) => {
        const steps = stepsOf(count, jitter, seed);
        const profile = weights.slice(0, count).map((weight) => weight + 0.5);
        const total = profile.reduce((sum, weight) => sum + weight, 0);
        const schedule =
          which === 'twap'
            ? twap(steps, count)
            : which === 'vwap'
              ? vwap(steps, profile)
              : implementationShortfall(steps, count, { ...PAPER, quantity: lots, riskAversion: risk });
        let before = schedule.due(lots, -1);
        expect(before).toBe(0);
        let nowUs = -1;
        for (let k = 0; k < count; k++) {
          nowUs = schedule.nextUs(nowUs);
          expect(nowUs).toBeGreaterThanOrEqual(k * STEP);
          expect(nowUs).toBeLessThan((k + 1) * STEP);
          expect(schedule.due(lots, nowUs - 1)).toBe(before);
          const due = schedule.due(lots, nowUs);
          expect(due).toBeGreaterThanOrEqual(before);
          if (which === 'twap') expect(Math.abs(due - (lots * (k + 1)) / count)).toBeLessThanOrEqual(0.5 + 1e-6);
          if (which === 'vwap') {
            const part = profile.slice(0, k + 1).reduce((sum, weight) => sum + weight, 0);
            expect(Math.abs(due - (lots * part) / total)).toBeLessThanOrEqual(0.5 + 1e-6);
          }
          before = due;
        }
        expect(before).toBe(lots);
        expect(schedule.nextUs(nowUs)).toBe(count * STEP);
      }),
      { numRuns: 300 },
    );
  });

  it('jitter is a function of the seed and the parent', () => {
    const moments = (seed: number): number[] => Array.from({ length: 5 }, (_, k) => stepsOf(5, 0.5, seed).startUs(k));
    expect(moments(1)).toEqual(moments(1));
    expect(moments(1)).not.toEqual(moments(2));
  });
});
