import { ExponentialWeights } from './exponential.ts';
import type { Learner } from './learner.ts';

/**
 * AdaHedge (de Rooij, van Erven, Grünwald, Koolen 2014): the rate is ln N over the summed gap between the mean loss and the
 * mix loss, so it is bold while the experts are easy to tell apart and cautious when they are not. Regret <= 2 * gap, and
 * <= sqrt(T ln N) + 16/3 ln N + 2; shifting or scaling all losses changes no weight.
 */
export class AdaHedge implements Learner {
  private readonly state: ExponentialWeights;
  private readonly logAgents: number;
  /** The summed gap between mean and mix loss. */
  gap = 0;

  constructor(agents: number) {
    this.state = new ExponentialWeights(agents, Infinity);
    this.logAgents = Math.log(agents);
  }

  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
    this.state.weights(out, awake, voters);
  }

  learn(losses: Float64Array, awake: Uint8Array): void {
    const { state } = this;
    state.hear(losses, awake);
    // A round that tells nobody apart shifts every loss alike: it teaches nothing. Nor does one that all slept through.
    if (!(state.least < state.most)) return;
    const mixed = state.mix(losses, awake);
    this.gap += Math.max(0, state.mean - mixed);
    state.add(losses, awake, mixed, this.gap > 0 ? this.logAgents / this.gap : Infinity);
  }
}
