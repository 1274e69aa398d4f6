import { ExponentialWeights } from './exponential.ts';
import type { Learner } from './learner.ts';

/**
 * Hedge (Freund and Schapire 1997): weights proportional to e^(-rate * loss so far). Without a rate it uses
 * sqrt(8 ln N / t) in round t, which needs no horizon; regret <= 2 sqrt(T ln N / 2) + sqrt(ln N / 8).
 * With one: regret <= ln N / rate + rate * T / 8.
 */
export class Hedge implements Learner {
  private readonly state: ExponentialWeights;
  private readonly fixedRate: number | undefined;
  private readonly logAgents: number;
  private round = 1;

  constructor(agents: number, fixedRate?: number) {
    this.fixedRate = fixedRate;
    this.logAgents = Math.log(agents);
    this.state = new ExponentialWeights(agents, fixedRate ?? Math.sqrt(8 * this.logAgents));
  }

  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
    this.state.weights(out, awake, voters);
  }

  learn(losses: Float64Array, awake: Uint8Array): void {
    const { state } = this;
    state.hear(losses, awake);
    if (state.least === Infinity) return;
    const mixed = state.allAwake ? 0 : state.mix(losses, awake);
    this.round += 1;
    state.add(losses, awake, mixed, this.fixedRate ?? Math.sqrt((8 * this.logAgents) / this.round));
  }
}
