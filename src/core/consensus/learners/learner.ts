import { assert } from '../../base/assert.ts';

/** Where weights come from. */
export interface WeightSource {
  /** Weights of the `voters` that are awake, adding up to 1; 0 for the others of them. All 0 when nobody is awake. */
  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void;
}

/**
 * Prediction with expert advice: weights are played, then the round's losses are learnt. Experts that are asleep in a round
 * keep their weight relative to the whole; the awake share what they had together.
 */
export interface Learner extends WeightSource {
  /** Losses lie in [0, 1]; those of the sleeping are not read. */
  learn(losses: Float64Array, awake: Uint8Array): void;
}

/** Throws on a loss outside [0, 1]: the regret bounds hold for no other. */
export function checkLosses(losses: Float64Array, awake: Uint8Array): void {
  for (let i = 0; i < losses.length; i++) {
    const loss = losses[i];
    if (awake[i] === 1 && !(loss >= 0 && loss <= 1)) assert(false, `a loss lies in 0..1, was ${loss}`);
  }
}

/** `raw` over the awake voters, made to add up to 1; equal parts when all of those are 0. Returns the sum before. */
export function normalise(out: Float64Array, raw: Float64Array, awake: Uint8Array, voters: Int32Array): number {
  let total = 0;
  for (const i of voters) {
    const weight = awake[i] === 1 ? raw[i] : 0;
    out[i] = weight;
    total += weight;
  }
  if (total > 0) for (const i of voters) out[i] /= total;
  else spread(out, awake, voters);
  return total;
}

function spread(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
  let count = 0;
  for (const i of voters) count += awake[i];
  for (const i of voters) out[i] = count > 0 ? awake[i] / count : 0;
}
