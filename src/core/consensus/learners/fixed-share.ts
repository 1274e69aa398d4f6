import { assert } from '../../base/assert.ts';
import { checkLosses, type Learner, normalise } from './learner.ts';

/** Regimes of about a hundred rounds. */
const SHARE_RATE = 0.01;

/**
 * Fixed-share (Herbster and Warmuth 1998): a Hedge step, then a part of the weight is shared out equally, so that a
 * newcomer can catch up when the regime turns. Against the best sequence with k switches regret is at most
 * ((k + 1) ln N + (T - 1) h(share)) / rate + rate * T / 8, h being binary entropy in nats; the default rate minimises this
 * for one switch every 1 / share rounds.
 */
export class FixedShare implements Learner {
  private readonly mass: Float64Array;
  private readonly shareRate: number;
  private readonly rate: number;

  constructor(agents: number, shareRate: number = SHARE_RATE, rate?: number) {
    assert(shareRate >= 0 && shareRate < 1, 'a share rate lies in [0, 1)');
    this.shareRate = shareRate;
    this.rate = rate ?? Math.sqrt(8 * (shareRate * Math.log(agents) + entropy(shareRate)));
    this.mass = new Float64Array(agents).fill(1 / agents);
  }

  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
    normalise(out, this.mass, awake, voters);
  }

  learn(losses: Float64Array, awake: Uint8Array): void {
    checkLosses(losses, awake);
    const { mass, rate, shareRate } = this;
    let before = 0;
    let after = 0;
    let count = 0;
    let least = Infinity;
    for (let i = 0; i < mass.length; i++) if (awake[i] === 1 && losses[i] < least) least = losses[i];
    for (let i = 0; i < mass.length; i++) {
      if (awake[i] === 0) continue;
      before += mass[i];
      mass[i] *= Math.exp(-rate * (losses[i] - least));
      after += mass[i];
      count += 1;
    }
    if (count === 0 || after === 0) return;
    for (let i = 0; i < mass.length; i++) {
      if (awake[i] === 1) mass[i] = before * ((1 - shareRate) * (mass[i] / after) + shareRate / count);
    }
  }
}

function entropy(p: number): number {
  return p === 0 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}
