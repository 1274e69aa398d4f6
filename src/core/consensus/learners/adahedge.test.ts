import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaHedge } from './adahedge.ts';
import { lossesOf, play, problems, sleepers, totals, weightsOf, worked } from './sequences.twin.ts';

const all = Uint8Array.of(1, 1, 1);

const rate = (learner: AdaHedge) => Math.log(3) / learner.gap;

describe('AdaHedge', () => {
  it('plays the worked example', () => {
    const learner = new AdaHedge(3);
    const gaps: number[] = [];
    for (const row of worked) {
      if (gaps.length === 2) {
        const third = weightsOf(learner, 3);
        for (const [i, expected] of [0.8512325714, 0.0119552835, 0.1368121451].entries()) {
          expect(third[i]).toBeCloseTo(expected, 9);
        }
      }
      learner.learn(row, all);
      gaps.push(learner.gap);
    }
    for (const [t, expected] of [0.3, 0.3605797331, 0.3723913373].entries()) expect(gaps[t]).toBeCloseTo(expected, 9);
  });

  it('keeps its three bounds', () => {
    fc.assert(
      fc.property(problems, ({ sequence, agents, rounds, seed }) => {
        const losses = lossesOf(sequence, agents, rounds, seed);
        const learner = new AdaHedge(agents);
        const best = Math.min(...totals(losses));
        const regret = play(learner, losses) - best;
        const logN = Math.log(agents);
        const least = losses.reduce((sum, row) => sum + Math.min(...row), 0);
        const most = losses.reduce((sum, row) => sum + Math.max(...row), 0);
        const tail = (16 / 3) * logN + 2;
        expect(regret).toBeLessThanOrEqual(2 * learner.gap + 1e-9);
        expect(regret).toBeLessThanOrEqual(
          2 * Math.sqrt((logN * (best - least) * (most - best)) / (most - least)) + tail + 1e-9,
        );
        expect(regret).toBeLessThanOrEqual(Math.sqrt(rounds * logN) + tail);
      }),
      { numRuns: 60 },
    );
  });

  it('does not change when all losses are shifted or scaled', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(2, 3, 8), fc.integer({ min: 0, max: 400 }), (seed, agents, shift) => {
        const losses = lossesOf('random', agents, 50, seed);
        const plain = new AdaHedge(agents);
        const moved = new AdaHedge(agents);
        const awake = new Uint8Array(agents).fill(1);
        for (const row of losses) {
          plain.learn(row, awake);
          moved.learn(
            row.map((loss) => 0.5 * loss + shift / 1000),
            awake,
          );
        }
        const expected = weightsOf(plain, agents);
        for (const [i, weight] of weightsOf(moved, agents).entries()) expect(weight).toBeCloseTo(expected[i], 9);
      }),
      { numRuns: 40 },
    );
  });

  it('learns nothing from a round that tells nobody apart', () => {
    const learner = new AdaHedge(3);
    for (const row of worked) learner.learn(row, all);
    const before = weightsOf(learner, 3);
    learner.learn(Float64Array.of(0.7, 0.7, 0.7), all);
    learner.learn(Float64Array.of(0.7, 0.1, 0.2), Uint8Array.of(0, 0, 0));
    expect(weightsOf(learner, 3)).toEqual(before);
  });

  it('lets a sleeper lose what the mixture of the others lost', () => {
    const learner = new AdaHedge(3);
    for (const row of worked) learner.learn(row, all);
    const before = weightsOf(learner, 3);
    const old = rate(learner);
    learner.learn(Float64Array.of(0.1, Number.NaN, 0.9), Uint8Array.of(1, 0, 1));
    const after = weightsOf(learner, 3);
    const left = before[0] * Math.exp(-old * 0.1) + before[2] * Math.exp(-old * 0.9);
    const mixed = -Math.log(left / (before[0] + before[2])) / old;
    // Total losses so far, by hand, under the rate that holds afterwards.
    const lost = [1.0 + 0.1, 2.0 + mixed, 1.4 + 0.9].map((loss) => Math.exp(-rate(learner) * loss));
    const sum = lost[0] + lost[1] + lost[2];
    for (let i = 0; i < 3; i++) expect(after[i]).toBeCloseTo(lost[i] / sum, 9);
    expect(sleepers((agents) => new AdaHedge(agents)).asleep[1]).toBe(0);
  });

  it('refuses a loss outside 0..1', () => {
    expect(() => new AdaHedge(2).learn(Float64Array.of(0, 1.01), Uint8Array.of(1, 1))).toThrow('0..1');
  });
});
