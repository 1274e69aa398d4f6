import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterRange, SweepConfig } from '../config/sweep-section.ts';
import { sweepDefaults } from '../config/sweep-section.ts';
import { type Axis, axisOf } from './axis.ts';
import { permutation } from './permutation.ts';
import { pointSet } from './points.ts';

const range = (text: object): ParameterRange => ({ scale: 'linear', ...text }) as ParameterRange;
const axis = (key: string, text: object, whole = false): Axis => axisOf(key, range(text), whole, key);
const config = (more: Partial<SweepConfig>): SweepConfig => ({ ...sweepDefaults(), ...more });
const all = ({ count, at }: ReturnType<typeof pointSet>) => Array.from({ length: count }, (_, point) => at(point));

describe('an axis', () => {
  it.each([
    [{ from: 0.1, to: 0.3, step: 0.1 }, false, [0.1, 0.2, 0.3]],
    [{ from: 5, to: 12, step: 3 }, true, [5, 8, 11]],
    [{ from: 1, to: 100, count: 3, scale: 'log' }, false, [1, 10, 100]],
    [{ from: 1, to: 4, count: 9, scale: 'log' }, true, [1, 2, 3, 4]],
    [{ from: 3, to: 5 }, true, [3, 4, 5]],
    [{ from: 0, to: 1, count: 5 }, false, [0, 0.25, 0.5, 0.75, 1]],
  ])('of %o has these values', (text, whole, values) => {
    expect(axis('a.b', text, whole)).toEqual({ key: 'a.b', values });
  });

  it('with too many values is refused by its name', () => {
    expect(() => axis('a.b', { from: 0, to: 1, step: 1e-6 })).toThrow(
      'a.b: expected at most 100,000 values, were 1,000,001',
    );
  });
});

describe('a grid', () => {
  it('has every combination once, the last axis fastest', () => {
    const axes = [axis('a.x', { from: 1, to: 2 }, true), { key: 'a.y', values: ['p', 'q', 'r'] }];
    expect(all(pointSet(axes, config({}), 1)).map((point) => Object.values(point).join(''))).toEqual([
      '1p',
      '1q',
      '1r',
      '2p',
      '2q',
      '2r',
    ]);
  });

  it('that is too large, or has a span without steps, is refused with what to do', () => {
    const wide = [axis('a.x', { from: 1, to: 200 }, true), axis('a.y', { from: 1, to: 200 }, true)];
    expect(() => pointSet(wide, config({}), 1)).toThrow(
      /a grid of 40,000 points \(a\.x 200, a\.y 200\); expected at most 10,000: name fewer/,
    );
    expect(() => pointSet([axis('a.z', { from: 0, to: 1 })], config({}), 1)).toThrow(
      'sweep.agents.a.z: expected step or count, which a grid needs',
    );
  });
});

describe('drawn points', () => {
  it('are of the grid, none twice, and those of the seed', () => {
    const axes = [axis('a.x', { from: 1, to: 30 }, true), axis('a.y', { from: 1, to: 30 }, true)];
    const drawn = all(pointSet(axes, config({ method: 'random', points: 200 }), 7)).map((point) =>
      JSON.stringify(point),
    );
    expect(new Set(drawn).size).toBe(200);
    expect(
      all(pointSet(axes, config({ method: 'random', points: 200 }), 7)).map((point) => JSON.stringify(point)),
    ).toEqual(drawn);
    expect(
      all(pointSet(axes, config({ method: 'random', points: 200 }), 8)).map((point) => JSON.stringify(point)),
    ).not.toEqual(drawn);
  });

  it('of spans lie within them, on a log scale as many below the middle as above', () => {
    const axes = [axis('a.x', { from: 1, to: 100, scale: 'log' }), axis('a.y', { from: -1, to: 1 })];
    const drawn = all(pointSet(axes, config({ method: 'random', points: 2_000 }), 3));
    const xs = drawn.map((point) => Number(point['a.x']));
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...xs)).toBeLessThanOrEqual(100);
    // 2,000 fair draws: 5 standard deviations are 112.
    expect(Math.abs(xs.filter((x) => x < 10).length - 1_000)).toBeLessThan(112);
  });

  it('are all of the grid where that is smaller', () => {
    const axes = [axis('a.x', { from: 1, to: 3 }, true)];
    const drawn = all(pointSet(axes, config({ method: 'random', points: 50 }), 1));
    expect(drawn.map((point) => point['a.x']).toSorted()).toEqual([1, 2, 3]);
  });
});

describe('a permutation', () => {
  it('has every place once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 4_294_967_295 }), (count, seed) => {
        const order = permutation(count, seed, 'test');
        expect(new Set(Array.from({ length: count }, (_, place) => order(place))).size).toBe(count);
        expect(order(0)).toBeLessThan(count);
      }),
      { numRuns: 30 },
    );
  });
});
