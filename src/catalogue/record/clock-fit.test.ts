import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../core/base/random.ts';
import { ClockEstimator, type ClockFit, RecorderClock } from './clock-fit.ts';

const START = 1_723_161_256_000_000;

interface Message {
  readonly localUs: number;
  readonly venueUs: number;
}

/** Messages every so often whose latency is at least `floorUs`, by a recorder's clock that is off. */
function messages(seconds: number, offsetUs: number, driftPpm: number, floorUs: number, seed = 1): Message[] {
  const random = mulberry32(seed);
  return Array.from({ length: seconds * 20 }, (_, i) => {
    const venueUs = START + i * 50_000;
    const latencyUs = Math.floor(floorUs - Math.log(1 - random()) * 2_000);
    return { venueUs, localUs: venueUs + latencyUs + offsetUs + Math.round(driftPpm * 1e-6 * (venueUs - START)) };
  });
}

function fitOf(given: readonly Message[], floorUs = 0, correction: 'auto' | 'always' = 'auto'): ClockFit {
  const estimator = new ClockEstimator(floorUs);
  for (const { localUs, venueUs } of given) estimator.add(localUs, venueUs);
  return estimator.fit(correction);
}

describe('the offset of a recorder', () => {
  it.each([
    [-1_271_000, -5.8],
    [-1_271_000, 0],
    [7_200_000_000, 40],
  ])('that is %d us off and drifts by %d ppm is found, with its drift', (offsetUs, driftPpm) => {
    const fit = fitOf(messages(600, offsetUs, driftPpm, 0));
    expect(fit.segments).toHaveLength(1);
    expect(Math.abs(fit.segments[0].driftPpm - driftPpm)).toBeLessThan(0.5);
    const middle = offsetUs + driftPpm * 300;
    expect(Math.abs(fit.offsetUs - middle)).toBeLessThan(100);
  });

  it('counts what the quickest message needed as latency, not as offset', () => {
    const fit = fitOf(messages(600, -1_000_000, 0, 5_000), 5_000);
    expect(Math.abs(fit.offsetUs + 1_000_000)).toBeLessThan(100);
  });

  it('stays where both clocks may be right, unless it is asked for', () => {
    const honest = messages(120, 0, 0, 3_000);
    expect(fitOf(honest)).toMatchObject({ segments: [], offsetUs: 0 });
    expect(fitOf(honest).smallestUs).toBeGreaterThanOrEqual(3_000);
    expect(Math.abs(fitOf(honest, 0, 'always').offsetUs - 3_000)).toBeLessThan(100);
  });

  it('is not known where the venue gave no time', () => {
    expect(fitOf([])).toEqual({ segments: [], offsetUs: 0, latencyFloorUs: 0, smallestUs: null });
  });

  it('is not moved by one wrong stamp, nor by a second without messages or a slow minute', () => {
    const given = messages(600, -1_271_000, -5.8, 0).map(({ localUs, venueUs }, i) => {
      if (i === 3_000) return { localUs, venueUs: venueUs + 3_600_000_000 };
      if (i > 5_000 && i < 6_200) return { localUs: localUs + 300_000, venueUs };
      return { localUs, venueUs };
    });
    const fit = fitOf(given);
    expect(Math.abs(fit.offsetUs + 1_271_000 + 5.8 * 300)).toBeLessThan(100);
    expect(Math.abs(fit.segments[0].driftPpm + 5.8)).toBeLessThan(0.5);
  });

  it('is taken as even over a time too short to see a drift', () => {
    expect(fitOf(messages(50, -10_000, 100, 0)).segments[0].driftPpm).toBe(0);
  });

  it('is followed from hour to hour, and a short last one belongs to that before', () => {
    const given = messages(3 * 3_600 + 600, -50_000, 0, 0).filter((_, i) => i % 10 === 0);
    const warming = given.map(({ localUs, venueUs }) => ({
      localUs: localUs + Math.round(((venueUs - START) / 1e6) ** 2 / 2_000),
      venueUs,
    }));
    const { segments } = fitOf(warming);
    expect(segments).toHaveLength(3);
    expect(segments.map(({ driftPpm }) => Math.round(driftPpm))).toEqual([2, 5, 9]);
    const clock = new RecorderClock(segments);
    for (const { localUs, venueUs } of warming)
      expect(localUs - clock.offsetAt(localUs)).toBeGreaterThanOrEqual(venueUs - 1_000);
    expect(clock.offsetAt(warming[0].localUs)).toBeLessThan(clock.offsetAt(warming.at(-1)!.localUs));
    expect(clock.offsetAt(warming[0].localUs)).toBeCloseTo(segments[0].offsetUs, 0);
  });

  it('is the line below all smallest differences that is closest on average: none through two of them is closer', () => {
    const points = fc.array(fc.integer({ min: -20_000, max: 20_000 }), { minLength: 70, maxLength: 90 });
    fc.assert(
      fc.property(points, (differences) => {
        const given = differences.map((y, i) => ({ x: START + i * 1_000_000, y }));
        const { segments } = fitOf(
          given.map(({ x, y }) => ({ localUs: x, venueUs: x - y })),
          0,
          'always',
        );
        const clock = new RecorderClock(segments);
        const mean = START + ((given.length - 1) / 2) * 1_000_000;
        for (const { x, y } of given) expect(clock.offsetAt(x)).toBeLessThanOrEqual(y + 1e-6);
        expect(clock.offsetAt(mean)).toBeGreaterThan(highestUnder(given, mean) - 1.001);
      }),
      { numRuns: 30 },
    );
  });
});

/** How high a line under all points can be at `mean` with a slope a clock can have: every pair is tried, and both limits. */
function highestUnder(points: readonly { x: number; y: number }[], mean: number): number {
  const slopes = [-500e-6, 500e-6];
  for (const a of points) for (const b of points) if (a.x < b.x) slopes.push((b.y - a.y) / (b.x - a.x));
  let best = Number.NEGATIVE_INFINITY;
  for (const slope of slopes) {
    if (Math.abs(slope) > 500e-6) continue;
    best = Math.max(best, Math.min(...points.map(({ x, y }) => y + slope * (mean - x))));
  }
  return best;
}
