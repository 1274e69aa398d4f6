import { everyone } from '../ballot.ts';
import { erf, erfcx } from './erfcx.ts';
import { checkLosses, type Learner, normalise } from './learner.ts';

/** Gauss-Legendre nodes and weights, eight points, on [-1, 1]; the other half is their mirror image. */
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

/**
 * Squint with the improper prior (Koolen and van Erven 2015): an agent's weight is the evidence, over all rates up to 1/2,
 * that following the mixture instead of this agent was regretted: the integral of e^(rate * R - rate² * V), R being the
 * regret to the agent and V the sum of its squares. Regret <= sqrt(2V) (1 + sqrt(2C)) + 5C + 4, C = ln N + ln(1/2 + ln(T + 1)).
 */
export class Squint implements Learner {
  private readonly regret: Float64Array;
  private readonly variance: Float64Array;
  private readonly evidence: Float64Array;
  private readonly raw: Float64Array;
  private readonly played: Float64Array;
  /** `#`, for it is no state: what is saved are the other fields. */
  readonly #everyone: Int32Array;

  constructor(agents: number) {
    this.regret = new Float64Array(agents);
    this.variance = new Float64Array(agents);
    this.evidence = new Float64Array(agents).fill(logEvidence(0, 0));
    this.raw = new Float64Array(agents).fill(1);
    this.played = new Float64Array(agents);
    this.#everyone = everyone(agents);
  }

  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
    const { evidence } = this;
    if (normalise(out, this.raw, awake, voters) > 1e-200) return;
    let most = -Infinity;
    for (const i of voters) if (awake[i] === 1 && evidence[i] > most) most = evidence[i];
    for (const i of voters) out[i] = Math.exp(evidence[i] - most);
    normalise(out, out, awake, voters);
  }

  learn(losses: Float64Array, awake: Uint8Array): void {
    checkLosses(losses, awake);
    const { regret, variance, evidence, raw, played } = this;
    this.weights(played, awake, this.#everyone);
    let mean = 0;
    for (let i = 0; i < played.length; i++) if (awake[i] === 1) mean += played[i] * losses[i];
    let most = -Infinity;
    for (let i = 0; i < played.length; i++) {
      const ahead = awake[i] === 1 ? mean - losses[i] : 0;
      if (ahead !== 0) {
        regret[i] += ahead;
        variance[i] += ahead * ahead;
        evidence[i] = logEvidence(regret[i], variance[i]);
      }
      if (evidence[i] > most) most = evidence[i];
    }
    for (let i = 0; i < raw.length; i++) raw[i] = Math.exp(evidence[i] - most);
  }
}

/** ln of the integral of e^(xR - x²V) over x in [0, 1/2], for V >= 0. */
export function logEvidence(regret: number, variance: number): number {
  if (variance <= 4 && Math.abs(regret) <= 4) return Math.log(quadrature(regret, variance));
  const root = 2 * Math.sqrt(variance);
  const low = (regret - variance) / root;
  const high = regret / root;
  const log = 0.5 * Math.log(Math.PI) - Math.log(root);
  const atEnd = regret / 2 - variance / 4;
  // The peak lies beyond the end of the range, before its start, or inside: each time the terms that do not cancel.
  if (low >= 0) return log + atEnd + Math.log(erfcx(low) - Math.exp(-atEnd) * erfcx(high));
  if (high <= 0) return log + Math.log(erfcx(-high) - Math.exp(atEnd) * erfcx(-low));
  return log + high * high + Math.log(erf(high) - erf(low));
}

function quadrature(regret: number, variance: number): number {
  let sum = 0;
  for (let k = 0; k < NODES.length; k++) {
    const near = 0.25 * (1 - NODES[k]);
    const far = 0.25 * (1 + NODES[k]);
    sum += WEIGHTS[k] * (Math.exp(near * (regret - near * variance)) + Math.exp(far * (regret - far * variance)));
  }
  return 0.25 * sum;
}
