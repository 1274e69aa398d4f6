import { ExponentialWeights, mixLoss } from './exponential.ts';
import { checkLosses, type Learner } from './learner.ts';

/**
 * Hedge (Freund and Schapire 1997): weights proportional to e^(-rate * loss so far). Without a rate it uses
 * sqrt(8 ln N / t) in round t, which needs no horizon; regret <= 2 sqrt(T ln N / 2) + sqrt(ln N / 8).
 * With one: regret <= ln N / rate + rate * T / 8.
 */
export class Hedge implements Learner {
  private readonly state: ExponentialWeights;
  private readonly played: Float64Array;
  private readonly fixedRate: number | undefined;
  private rate: number;
  private round = 1;

  constructor(agents: number, fixedRate?: number) {
    this.fixedRate = fixedRate;
    this.rate = fixedRate ?? Math.sqrt(8 * Math.log(agents));
    this.state = new ExponentialWeights(agents, this.rate);
    this.played = new Float64Array(agents);
  }

  weights(out: Float64Array, awake: Uint8Array): void {
    this.state.weights(out, awake);
  }

  learn(losses: Float64Array, awake: Uint8Array): void {
    checkLosses(losses, awake);
    const { lost } = this.state;
    const asleep = awake.includes(0);
    let mixed = 0;
    if (asleep) {
      if (!awake.includes(1)) return;
      this.weights(this.played, awake);
      mixed = mixLoss(this.played, losses, this.rate);
    }
    for (let i = 0; i < lost.length; i++) lost[i] += awake[i] === 1 ? losses[i] : mixed;
    this.round += 1;
    this.rate = this.fixedRate ?? Math.sqrt((8 * Math.log(lost.length)) / this.round);
    this.state.refresh(this.rate);
  }
}
