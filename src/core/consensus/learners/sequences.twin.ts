import * as fc from 'fast-check';
import { namedRandom } from '../../base/random.ts';
import { everyone } from '../ballot.ts';
import type { Learner } from './learner.ts';

/** What the regret bounds are checked on. */
export const sequences = ['random', 'alternating', 'gap', 'switching'] as const;
export type Sequence = (typeof sequences)[number];

export function lossesOf(sequence: Sequence, agents: number, rounds: number, seed: number): Float64Array[] {
  const random = namedRandom(seed, sequence);
  return Array.from({ length: rounds }, (_, t) =>
    Float64Array.from({ length: agents }, (_, i) => {
      switch (sequence) {
        case 'random':
          return random();
        case 'alternating':
          return (t + i) % 2;
        case 'gap':
          return i === 0 ? 0.4 * random() : 0.3 + 0.7 * random();
        case 'switching':
          return i === Math.floor((4 * t) / rounds) % agents ? 0.2 * random() : 0.5 + 0.5 * random();
      }
    }),
  );
}

/** Any of the sequences, in the sizes that the bounds are known to hold for. */
export const problems = fc.record({
  sequence: fc.constantFrom(...sequences),
  agents: fc.constantFrom(2, 3, 8, 20),
  rounds: fc.constantFrom(20, 200, 1000),
  seed: fc.integer(),
});

/** The loss of playing a learner's weights, awake throughout. */
export function play(learner: Learner, losses: readonly Float64Array[]): number {
  const agents = losses[0].length;
  const awake = new Uint8Array(agents).fill(1);
  const weights = new Float64Array(agents);
  let lost = 0;
  for (const row of losses) {
    learner.weights(weights, awake, everyone(agents));
    for (let i = 0; i < agents; i++) lost += weights[i] * row[i];
    learner.learn(row, awake);
  }
  return lost;
}

export function totals(losses: readonly Float64Array[]): number[] {
  return Array.from({ length: losses[0].length }, (_, i) => losses.reduce((sum, row) => sum + row[i], 0));
}

export function regret(learner: Learner, losses: readonly Float64Array[]): number {
  return play(learner, losses) - Math.min(...totals(losses));
}

/** The losses of quant.md's worked example: three rounds, three experts. */
export const worked = [
  [0.2, 0.8, 0.5],
  [0.1, 0.9, 0.4],
  [0.7, 0.3, 0.5],
].map((row) => Float64Array.from(row));

export function weightsOf(learner: Learner, agents: number): number[] {
  const out = new Float64Array(agents);
  learner.weights(out, new Uint8Array(agents).fill(1), everyone(agents));
  return [...out];
}

/** The contract of every learner: weights are a distribution over the awake, and sleeping changes nobody's relative weight. */
export function sleepers(make: (agents: number) => Learner): { before: number[]; after: number[]; asleep: number[] } {
  const learner = make(3);
  const all = Uint8Array.of(1, 1, 1);
  for (const row of worked) learner.learn(row, all);
  const before = weightsOf(learner, 3);
  learner.learn(Float64Array.of(0.1, Number.NaN, 0.9), Uint8Array.of(1, 0, 1));
  const after = weightsOf(learner, 3);
  const out = new Float64Array(3);
  learner.weights(out, Uint8Array.of(1, 0, 1), everyone(3));
  return { before, after, asleep: [...out] };
}
