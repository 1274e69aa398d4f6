import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyone } from '../ballot.ts';
import { Hedge } from './hedge.ts';
import type { Learner } from './learner.ts';
import { lossesOf, play, problems, regret, sleepers, weightsOf, worked } from './sequences.twin.ts';

const all = Uint8Array.of(1, 1, 1);

describe('Hedge', () => {
  it('plays the worked example', () => {
    const hedge = new Hedge(3, 0.5);
    const played = [weightsOf(hedge, 3)];
    for (const row of worked) {
      hedge.learn(row, all);
      played.push(weightsOf(hedge, 3));
    }
    for (const [round, expected] of [
      [0, [1 / 3, 1 / 3, 1 / 3]],
      [1, [0.3843897483, 0.2847629294, 0.3308473224]],
      [3, [0.4123266856, 0.2500887766, 0.3375845378]],
    ] as const) {
      for (let i = 0; i < 3; i++) expect(played[round][i]).toBeCloseTo(expected[i], 9);
    }
    expect(play(new Hedge(3, 0.5), worked)).toBeCloseTo(1.4720644422, 9);
  });

  it('keeps ln N / rate + rate T / 8 with a fixed rate', () => {
    fc.assert(
      fc.property(
        problems,
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        ({ sequence, agents, rounds, seed }, rate) => {
          const losses = lossesOf(sequence, agents, rounds, seed);
          const bound = Math.log(agents) / rate + (rate * rounds) / 8;
          expect(regret(new Hedge(agents, rate), losses)).toBeLessThanOrEqual(bound + 1e-9);
          const tuned = Math.sqrt((8 * Math.log(agents)) / rounds);
          expect(regret(new Hedge(agents, tuned), losses)).toBeLessThanOrEqual(
            Math.sqrt((rounds * Math.log(agents)) / 2) + 1e-9,
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps its bound without knowing the horizon', () => {
    fc.assert(
      fc.property(problems, ({ sequence, agents, rounds, seed }) => {
        const losses = lossesOf(sequence, agents, rounds, seed);
        const bound = 2 * Math.sqrt((rounds * Math.log(agents)) / 2) + Math.sqrt(Math.log(agents) / 8);
        expect(regret(new Hedge(agents), losses)).toBeLessThanOrEqual(bound + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a loss outside 0..1, but does not read those of the sleeping', () => {
    const hedge = new Hedge(3);
    for (const bad of [-1e-9, 1.0001, Number.NaN]) {
      expect(() => hedge.learn(Float64Array.of(0.5, bad, 0.5), all)).toThrow('0..1');
    }
    expect(() => hedge.learn(Float64Array.of(0.5, 7, 0.5), Uint8Array.of(1, 0, 1))).not.toThrow();
  });

  it('leaves a sleeper its weight relative to the whole', () => {
    const { before, after, asleep } = sleepers((agents) => new Hedge(agents, 0.5));
    expect(after[1]).toBeCloseTo(before[1], 12);
    expect(after[0] / after[2]).toBeCloseTo((before[0] / before[2]) * Math.exp(0.5 * 0.8), 12);
    expect(asleep[1]).toBe(0);
    expect(asleep[0] + asleep[2]).toBeCloseTo(1, 12);
  });

  it('weighs the awake among themselves when the sleeping are far ahead', () => {
    const hedge = new Hedge(3, 2);
    for (let t = 0; t < 1000; t++) hedge.learn(Float64Array.of(0, 1, t === 0 ? 0.5 : 1), all);
    const out = new Float64Array(3);
    hedge.weights(out, Uint8Array.of(0, 1, 1), everyone(3));
    expect(out[2] / out[1]).toBeCloseTo(Math.E, 9);
  });
});

describe('what is no Hedge, and breaks the bound', () => {
  const alternating = Array.from({ length: 1000 }, (_, t) =>
    t === 0 ? Float64Array.of(0.5, 0) : t % 2 === 1 ? Float64Array.of(0, 1) : Float64Array.of(1, 0),
  );

  it('following the leader', () => {
    const leader = new Hedge(2, Infinity);
    expect(regret(leader, alternating)).toBeCloseTo(499.75, 9);
    expect(regret(new Hedge(2, Math.sqrt((8 * Math.LN2) / 1000)), alternating)).toBeLessThan(18.62);
  });

  it('a rate of the wrong sign', () => {
    const rate = Math.sqrt((8 * Math.LN2) / 1000);
    const losses = lossesOf('gap', 2, 1000, 1);
    expect(regret(new Hedge(2, -rate), losses)).toBeGreaterThan(Math.sqrt((1000 * Math.LN2) / 2));
  });

  it('weights that do not add up to 1', () => {
    class Unnormalised extends Hedge {
      override weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
        super.weights(out, awake, voters);
        for (let i = 0; i < out.length; i++) out[i] *= 1.5;
      }
    }
    const losses = lossesOf('random', 2, 1000, 1);
    const learner: Learner = new Unnormalised(2);
    expect(regret(learner, losses)).toBeGreaterThan(2 * Math.sqrt((1000 * Math.LN2) / 2) + Math.sqrt(Math.LN2 / 8));
  });
});
