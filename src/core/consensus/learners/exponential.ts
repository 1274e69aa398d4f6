import { normalise } from './learner.ts';

/** Below this the awake are so far behind the sleeping that their weights have lost digits to underflow. */
const FAINT = 1e-200;

/**
 * Weights proportional to exp(-rate * loss): the state that Hedge and AdaHedge share. A rate of Infinity follows the leaders,
 * in equal parts.
 */
export class ExponentialWeights {
  /** Losses so far; only their differences matter. */
  readonly lost: Float64Array;
  private readonly raw: Float64Array;
  private rate: number;

  constructor(agents: number, rate: number) {
    this.lost = new Float64Array(agents);
    this.raw = new Float64Array(agents);
    this.rate = rate;
    this.refresh(rate);
  }

  /** To be called when `lost` or the rate has changed. */
  refresh(rate: number): void {
    const { lost, raw } = this;
    this.rate = rate;
    let least = Infinity;
    for (let i = 0; i < lost.length; i++) if (lost[i] < least) least = lost[i];
    for (let i = 0; i < lost.length; i++) raw[i] = lost[i] === least ? 1 : Math.exp(-rate * (lost[i] - least));
  }

  weights(out: Float64Array, awake: Uint8Array): void {
    if (normalise(out, this.raw, awake) < FAINT) this.weightsOfFaint(out, awake);
  }

  private weightsOfFaint(out: Float64Array, awake: Uint8Array): void {
    const { lost, rate } = this;
    let least = Infinity;
    for (let i = 0; i < lost.length; i++) if (awake[i] === 1 && lost[i] < least) least = lost[i];
    for (let i = 0; i < lost.length; i++) out[i] = lost[i] === least ? 1 : Math.exp(-rate * (lost[i] - least));
    normalise(out, out, awake);
  }
}

/** -ln(sum of w e^(-rate * loss)) / rate over the weights that are not 0: never more than the mean loss, never less than the least. */
export function mixLoss(weights: Float64Array, losses: Float64Array, rate: number): number {
  let least = Infinity;
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0 && losses[i] < least) least = losses[i];
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] > 0) sum += weights[i] * (losses[i] === least ? 1 : Math.exp(-rate * (losses[i] - least)));
  }
  return least - Math.log(sum) / rate;
}
