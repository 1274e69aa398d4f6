import { ExponentialWeights, mixLoss } from './exponential.ts';
import { checkLosses, type Learner } from './learner.ts';

/**
 * AdaHedge (de Rooij, van Erven, Grünwald, Koolen 2014): the rate is ln N over the summed gap between the mean loss and the
 * mix loss, so it is bold while the experts are easy to tell apart and cautious when they are not. Regret <= 2 * gap, and
 * <= sqrt(T ln N) + 16/3 ln N + 2; shifting or scaling all losses changes no weight.
 */
export class AdaHedge implements Learner {
  private readonly state: ExponentialWeights;
  private readonly played: Float64Array;
  private readonly logAgents: number;
  private rate = Infinity;
  /** The summed gap between mean and mix loss. */
  gap = 0;

  constructor(agents: number) {
    this.state = new ExponentialWeights(agents, this.rate);
    this.played = new Float64Array(agents);
    this.logAgents = Math.log(agents);
  }

  weights(out: Float64Array, awake: Uint8Array): void {
    this.state.weights(out, awake);
  }

  learn(losses: Float64Array, awake: Uint8Array): void {
    checkLosses(losses, awake);
    if (allEqual(losses, awake)) return;
    const { lost } = this.state;
    this.weights(this.played, awake);
    let mean = 0;
    for (let i = 0; i < lost.length; i++) if (awake[i] === 1) mean += this.played[i] * losses[i];
    const mixed = this.rate === Infinity ? leaderLoss(lost, losses, awake) : mixLoss(this.played, losses, this.rate);
    this.gap += Math.max(0, mean - mixed);
    for (let i = 0; i < lost.length; i++) lost[i] += awake[i] === 1 ? losses[i] : mixed;
    this.rate = this.gap > 0 ? this.logAgents / this.gap : Infinity;
    this.state.refresh(this.rate);
  }
}

/** A round that tells nobody apart shifts every loss alike: it teaches nothing. True when nobody is awake, too. */
function allEqual(losses: Float64Array, awake: Uint8Array): boolean {
  let first = Number.NaN;
  for (let i = 0; i < losses.length; i++) {
    if (awake[i] === 0) continue;
    if (first !== first) first = losses[i];
    else if (losses[i] !== first) return false;
  }
  return true;
}

/** What following the leaders at an infinite rate loses in the mix: the growth of the least loss. */
function leaderLoss(lost: Float64Array, losses: Float64Array, awake: Uint8Array): number {
  let before = Infinity;
  let after = Infinity;
  for (let i = 0; i < lost.length; i++) {
    if (awake[i] === 0) continue;
    before = Math.min(before, lost[i]);
    after = Math.min(after, lost[i] + losses[i]);
  }
  return after - before;
}
