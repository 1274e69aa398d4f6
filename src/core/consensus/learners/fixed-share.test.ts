import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FixedShare } from './fixed-share.ts';
import { Hedge } from './hedge.ts';
import { lossesOf, play, problems, sleepers, weightsOf, worked } from './sequences.twin.ts';

/** The least loss of any sequence of experts with at most `switches` changes. */
function bestSwitching(losses: readonly Float64Array[], switches: number): number {
  const agents = losses[0].length;
  let best = Array.from({ length: switches + 1 }, () => new Float64Array(agents));
  for (const row of losses) {
    const least = best.map((paths) => Math.min(...paths));
    best = best.map((paths, k) => paths.map((lost, i) => row[i] + (k === 0 ? lost : Math.min(lost, least[k - 1]))));
  }
  return Math.min(...best[switches]);
}

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}

describe('FixedShare', () => {
  it('keeps its bound against the best sequence with k switches', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 1, max: 6 }), ({ sequence, agents, rounds, seed }, switches) => {
        const losses = lossesOf(sequence, agents, rounds, seed);
        const share = switches / (rounds - 1);
        const price = (switches + 1) * Math.log(agents) + (rounds - 1) * entropy(share);
        const rate = Math.sqrt((8 * price) / rounds);
        const bound = price / rate + (rate * rounds) / 8;
        const lost = play(new FixedShare(agents, share, rate), losses);
        expect(lost - bestSwitching(losses, switches)).toBeLessThanOrEqual(bound + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it('is Hedge when nothing is shared', () => {
    const losses = lossesOf('random', 8, 200, 3);
    expect(play(new FixedShare(8, 0, 0.5), losses)).toBeCloseTo(play(new Hedge(8, 0.5), losses), 9);
  });

  it('follows a regime that turns, where Hedge does not', () => {
    const losses = lossesOf('switching', 3, 1000, 5);
    expect(play(new FixedShare(3), losses)).toBeLessThan(0.6 * play(new Hedge(3, 0.5), losses));
  });

  it('shares among the awake, and leaves a sleeper its weight', () => {
    const { before, after, asleep } = sleepers((agents) => new FixedShare(agents, 0.1, 0.5));
    expect(after[1]).toBeCloseTo(before[1], 12);
    const kept = [before[0] * Math.exp(-0.05), before[2] * Math.exp(-0.45)];
    const mass = before[0] + before[2];
    expect(after[0]).toBeCloseTo(mass * ((0.9 * kept[0]) / (kept[0] + kept[1]) + 0.05), 12);
    expect(asleep[1]).toBe(0);
  });

  it('refuses a loss outside 0..1 and learns nothing when nobody is awake', () => {
    const learner = new FixedShare(3);
    expect(() => learner.learn(Float64Array.of(0, 2, 0), Uint8Array.of(1, 1, 1))).toThrow('0..1');
    learner.learn(worked[0], Uint8Array.of(0, 0, 0));
    expect(weightsOf(learner, 3)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });
});
