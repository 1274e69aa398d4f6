import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyone } from '../ballot.ts';
import { lossesOf, problems, sleepers, totals, weightsOf, worked } from './sequences.twin.ts';
import { logEvidence, Squint } from './squint.ts';

describe('the evidence of Squint', () => {
  // Adaptive quadrature in thirty digits.
  it.each([
    [0, 0, -Math.LN2],
    [3, 0.5, 0.09217380912561049],
    [-3, 2, -1.4527096950940706],
    [4, 4, 0.01492726656376851],
    [4.5, 1e-6, 0.634544752222779],
    [5, 3, 0.42703952568032877],
    [-6, 1, -1.8753629075525207],
    [20, 10, 5.0525373184662],
    [10, 30, -0.40389467817370167],
    [-10, 30, -2.6140958959010385],
    [100, 5000, -3.3589854318068686],
    [0, 5000, -4.379378833343364],
    [-200, 5000, -5.46941598646545],
    [300, 200, 95.35820786566195],
    [2, 4.5, -0.5640924816450722],
    [60, 100000, -5.766837805796265],
  ])('for regret %f and variance %f', (regret, variance, expected) => {
    expect(logEvidence(regret, variance)).toBeCloseTo(expected, 11);
  });
});

/** The mean over agents of the integral of (e^(xR - x²V) - 1) / x over [0, 1/2], by Simpson's rule. */
function potential(regrets: readonly number[], variances: readonly number[]): number {
  const steps = 400;
  let sum = 0;
  for (const [i, regret] of regrets.entries()) {
    for (let k = 0; k <= steps; k++) {
      const x = (0.5 * k) / steps;
      const value = k === 0 ? regret : Math.expm1(x * (regret - x * variances[i])) / x;
      sum += value * (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2);
    }
  }
  return (sum * 0.5) / steps / 3 / regrets.length;
}

describe('Squint', () => {
  it('never lets its potential rise above 0, and keeps its bound', () => {
    fc.assert(
      fc.property(problems, ({ sequence, agents, rounds, seed }) => {
        const losses = lossesOf(sequence, agents, rounds, seed);
        const learner = new Squint(agents);
        const awake = new Uint8Array(agents).fill(1);
        const weights = new Float64Array(agents);
        const regrets = Array.from({ length: agents }, () => 0);
        const variances = Array.from({ length: agents }, () => 0);
        losses.forEach((row, t) => {
          learner.weights(weights, awake, everyone(agents));
          const mean = weights.reduce((sum, weight, i) => sum + weight * row[i], 0);
          for (let i = 0; i < agents; i++) {
            regrets[i] += mean - row[i];
            variances[i] += (mean - row[i]) ** 2;
          }
          learner.learn(row, awake);
          if (t % 97 === 19) expect(potential(regrets, variances)).toBeLessThanOrEqual(1e-6);
        });
        const c = Math.log(agents) + Math.log(0.5 + Math.log(rounds + 1));
        const best = totals(losses).reduce((least, lost, i, all) => (lost < all[least] ? i : least), 0);
        const bound = Math.sqrt(2 * variances[best]) * (1 + Math.sqrt(2 * c)) + 5 * c + 4;
        expect(regrets[best]).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves a sleeper its weight against the others, and gives it none', () => {
    const { before, after, asleep } = sleepers((agents) => new Squint(agents));
    expect(after[0]).toBeGreaterThan(before[0]);
    expect(after[2]).toBeLessThan(before[2]);
    expect(asleep[1]).toBe(0);
  });

  it('weighs the awake among themselves when the sleeping are far ahead', () => {
    const learner = new Squint(3);
    const all = Uint8Array.of(1, 1, 1);
    for (let t = 0; t < 3000; t++) learner.learn(Float64Array.of(t % 2, 1, 1), all);
    const out = new Float64Array(3);
    learner.weights(out, Uint8Array.of(0, 1, 1), everyone(3));
    expect([...out]).toEqual([0, 0.5, 0.5]);
  });

  it('starts equal and refuses a loss outside 0..1', () => {
    expect(weightsOf(new Squint(4), 4)).toEqual([0.25, 0.25, 0.25, 0.25]);
    const learner = new Squint(3);
    expect(() => learner.learn(Float64Array.of(0, -0.1, 0), Uint8Array.of(1, 1, 1))).toThrow('0..1');
    learner.learn(worked[0], Uint8Array.of(0, 0, 0));
    expect(weightsOf(learner, 3)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });
});
