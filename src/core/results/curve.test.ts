import { describe, expect, it } from 'vitest';
import { Curve } from './curve.ts';

function sampled(samples: number, capacity: number): Curve {
  const curve = new Curve(capacity);
  for (let k = 0; k < samples; k++) if (curve.due()) curve.add(k, 10 * k);
  if (samples > 0) curve.finish(samples - 1, 10 * (samples - 1));
  return curve;
}

describe('a curve', () => {
  it('keeps every sample while there is room', () => {
    expect(sampled(5, 8).points()).toEqual([
      [0, 0],
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
    ]);
    expect(sampled(0, 8).points()).toEqual([]);
  });

  it('halves its density when it is full, and keeps the first and the last', () => {
    expect(sampled(10, 8).points()).toEqual([
      [0, 0],
      [2, 20],
      [4, 40],
      [6, 60],
      [8, 80],
      [9, 90],
    ]);
  });

  it.each([63, 64, 65, 1_000, 4_097])('of %i samples has evenly spaced points within its capacity', (samples) => {
    const points = sampled(samples, 16).points();
    const gaps = new Set(points.slice(1, -1).map(([tsUs], k) => tsUs - points[k][0]));
    expect(points.length).toBeLessThanOrEqual(17);
    expect(points.length).toBeGreaterThan(7);
    expect(gaps.size).toBeLessThanOrEqual(1);
    expect(points[0]).toEqual([0, 0]);
    expect(points.at(-1)).toEqual([samples - 1, 10 * (samples - 1)]);
  });

  it('a last sample of the same moment replaces the one that is there', () => {
    const curve = sampled(3, 8);
    curve.finish(2, 99);
    expect(curve.points().at(-1)).toEqual([2, 99]);
  });
});
