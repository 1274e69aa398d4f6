import { assert } from '../../base/assert.ts';
import { loadFields, saveFields, type SavedState } from '../../base/state.ts';
import { everyone } from '../ballot.ts';
import { normalise } from './learner.ts';

/** Below this the awake are so far behind the sleeping that their weights have lost digits to underflow. */
const FAINT = 1e-200;

/** What a round leaves behind: the rest is only of the round heard. */
const SAVED = ['lost', 'raw', 'rate'];

/**
 * Weights proportional to exp(-rate * loss): the state that Hedge and AdaHedge share. A rate of Infinity follows the leaders,
 * in equal parts. A round is `hear`, `mix` where it is wanted, `add`.
 */
export class ExponentialWeights {
  /** Of the round heard: the weighted mean loss of the awake, and their least and largest; Infinity when nobody is awake. */
  mean = 0.5;
  least = 0.5;
  most = 0.5;
  /** Nobody slept in the round heard. */
  allAwake = true;
  /** Losses so far; only their differences matter. */
  private readonly lost: Float64Array;
  /** Weights against the least loss, which has 1. */
  private readonly raw: Float64Array;
  /** The same against the least loss of the awake, for when they are far behind. */
  private readonly faint: Float64Array;
  private heard: Float64Array;
  private readonly everyone: Int32Array;
  private total = 0.5;
  private rate: number;

  constructor(agents: number, rate: number) {
    this.lost = new Float64Array(agents);
    this.raw = new Float64Array(agents).fill(1);
    this.faint = new Float64Array(agents);
    this.heard = this.raw;
    this.everyone = everyone(agents);
    this.rate = rate;
  }

  weights(out: Float64Array, awake: Uint8Array, voters: Int32Array): void {
    if (normalise(out, this.raw, awake, voters) < FAINT)
      normalise(out, this.refreshFaint(awake, voters), awake, voters);
  }

  /** Takes in a round's losses; one outside [0, 1] throws, because the regret bounds hold for no other. */
  hear(losses: Float64Array, awake: Uint8Array): void {
    this.weigh(this.raw, losses, awake);
    if (this.total < FAINT) this.weigh(this.refreshFaint(awake, this.everyone), losses, awake);
  }

  private weigh(raw: Float64Array, losses: Float64Array, awake: Uint8Array): void {
    const count = raw.length;
    let total = 0;
    let sum = 0;
    let least = Infinity;
    let most = -Infinity;
    let allAwake = true;
    for (let i = 0; i < count; i++) {
      if (awake[i] === 0) {
        allAwake = false;
        continue;
      }
      const loss = losses[i];
      if (!(loss >= 0 && loss <= 1)) assert(false, `a loss lies in 0..1, was ${loss}`);
      const weight = raw[i];
      total += weight;
      sum += weight * loss;
      if (loss < least) least = loss;
      if (loss > most) most = loss;
    }
    this.heard = raw;
    this.total = total;
    this.mean = sum / total;
    this.least = least;
    this.most = most;
    this.allAwake = allAwake;
  }

  /**
   * The mix loss of the round heard, -ln(sum of w e^(-rate * loss)) / rate: never more than the mean loss. At a rate of
   * Infinity it is the growth of the least loss so far.
   */
  mix(losses: Float64Array, awake: Uint8Array): number {
    const { heard, rate } = this;
    const count = heard.length;
    if (rate === Infinity) return this.growth(losses, awake);
    let least = Infinity;
    for (let i = 0; i < count; i++) if (awake[i] === 1 && heard[i] > 0 && losses[i] < least) least = losses[i];
    let sum = 0;
    for (let i = 0; i < count; i++) {
      if (awake[i] === 0 || heard[i] === 0) continue;
      const above = losses[i] - least;
      sum += above === 0 ? heard[i] : heard[i] * Math.exp(-rate * above);
    }
    return least - Math.log(sum / this.total) / rate;
  }

  private growth(losses: Float64Array, awake: Uint8Array): number {
    const { lost } = this;
    let before = Infinity;
    let after = Infinity;
    for (let i = 0; i < lost.length; i++) {
      if (awake[i] === 0) continue;
      before = Math.min(before, lost[i]);
      after = Math.min(after, lost[i] + losses[i]);
    }
    return after - before;
  }

  /** Adds the round to what was lost, `mixed` for the sleeping, and weighs anew at this rate. */
  add(losses: Float64Array, awake: Uint8Array, mixed: number, rate: number): void {
    const { lost, raw } = this;
    const count = lost.length;
    let least = Infinity;
    for (let i = 0; i < count; i++) {
      const sum = lost[i] + (awake[i] === 1 ? losses[i] : mixed);
      lost[i] = sum;
      if (sum < least) least = sum;
    }
    this.rate = rate;
    for (let i = 0; i < count; i++) {
      const behind = lost[i] - least;
      raw[i] = behind === 0 ? 1 : Math.exp(-rate * behind);
    }
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }

  private refreshFaint(awake: Uint8Array, voters: Int32Array): Float64Array {
    const { lost, faint, rate } = this;
    let least = Infinity;
    for (const i of voters) if (awake[i] === 1 && lost[i] < least) least = lost[i];
    for (const i of voters) {
      faint[i] = awake[i] === 0 ? 0 : lost[i] === least ? 1 : Math.exp(-rate * (lost[i] - least));
    }
    return faint;
  }
}
