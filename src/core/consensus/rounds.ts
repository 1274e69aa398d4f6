import { assert } from '../base/assert.ts';
import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import type { SplitRatio } from '../model/split.ts';
import type { Learner } from './learners/learner.ts';
import type { Performance } from './performance.ts';
import type { Votes } from './votes.ts';

/** How fast the measure of a usual gain forgets: that of the EWMA volatility. */
const DECAY = 0.94;
/** A loss of 0 or 1 is a gain of this many times the usual one. */
const RANGE = 3;

const SAVED = [
  'lossCount',
  'clippedCount',
  'pools',
  'worth',
  'bases',
  'held',
  'costs',
  'counts',
  'gains',
  'known',
  'squares',
  'touched',
  'touchedCount',
  'isTouched',
  'equity',
];

/** One weight vector and what it learns from. */
export interface Pool {
  readonly learner?: Learner;
  readonly performance?: Performance;
}

/**
 * What each agent's own target makes, had it been followed alone: from the price it could trade at to the next such price,
 * over account equity, less the cost of its change. A round's outcome is known at the open after next and learnt at the end
 * of the round in which that open became known. With one pool the gains of all instruments add up; otherwise there is a pool
 * for each instrument.
 */
export class Rounds {
  /** Losses learnt, and how many of them had to be clipped to 0 or 1. */
  lossCount = 0;
  clippedCount = 0;
  private readonly votes: Votes;
  private readonly pools: readonly Pool[];
  private readonly costFraction: number;
  /** Per instrument: the worth of a lot at the last open, and the equity that the positions taken there are measured by. */
  private readonly worth: Float64Array;
  private readonly bases: Float64Array;
  /** Per (instrument, agent): lots the agent's own target holds, the cost of getting there, and whether it was awake then. */
  private readonly held: Float64Array;
  private readonly costs: Float64Array;
  private readonly counts: Uint8Array;
  /** Per (pool, agent): what has become known since the last round. */
  private readonly gains: Float64Array;
  private readonly known: Uint8Array;
  private readonly poolRows: readonly Uint8Array[];
  private readonly losses: Float64Array;
  /** Per pool: the mean square of gains other than 0. */
  private readonly squares: Float64Array;
  private readonly touched: Uint32Array;
  private touchedCount = 0;
  private readonly isTouched: Uint8Array;
  private equity = 0;

  constructor(votes: Votes, pools: readonly Pool[], costFraction: number) {
    assert(pools.length === 1 || pools.length === votes.instruments, 'one pool, or one for each instrument');
    const cells = votes.agents * votes.instruments;
    this.votes = votes;
    votes.remember();
    this.pools = pools;
    this.costFraction = costFraction;
    this.worth = new Float64Array(votes.instruments).fill(Number.NaN);
    this.bases = new Float64Array(votes.instruments);
    this.held = new Float64Array(cells);
    this.costs = new Float64Array(cells);
    this.counts = new Uint8Array(cells);
    this.gains = new Float64Array(votes.agents * pools.length);
    this.known = new Uint8Array(votes.agents * pools.length);
    this.poolRows = pools.map((_, pool) => this.known.subarray(pool * votes.agents, (pool + 1) * votes.agents));
    this.losses = new Float64Array(votes.agents);
    this.squares = new Float64Array(pools.length);
    this.touched = new Uint32Array(pools.length);
    this.isTouched = new Uint8Array(pools.length);
  }

  /**
   * The price at which targets could be traded when a bar opened, as the worth of one lot in account currency. It is told
   * when the bar has closed; what was asked for since the open was not traded there.
   */
  onOpen(instrument: number, worth: number, openUs: Us): void {
    const pool = this.pools.length === 1 ? 0 : instrument;
    const move = worth - this.worth[instrument];
    if (move === move) this.settle(instrument, pool, move);
    this.worth[instrument] = worth;
    this.bases[instrument] = this.equity;
    const { votes, held, costs, counts } = this;
    const costOfLot = Math.abs(worth) * this.costFraction;
    const start = instrument * votes.agents;
    const solvent = this.equity > 0;
    for (const i of votes.assigned[instrument]) {
      const cell = start + i;
      const target = votes.askedBy(i, instrument, openUs);
      const awake = solvent && target === target;
      counts[cell] = awake ? 1 : 0;
      if (!awake) continue;
      costs[cell] = Math.abs(target - held[cell]) * costOfLot;
      held[cell] = target;
    }
  }

  private settle(instrument: number, pool: number, move: number): void {
    const { gains, known, held, costs, counts } = this;
    const { agents, assigned } = this.votes;
    const base = this.bases[instrument];
    const start = instrument * agents;
    const to = pool * agents;
    for (const i of assigned[instrument]) {
      if (counts[start + i] === 0) continue;
      gains[to + i] += (held[start + i] * move - costs[start + i]) / base;
      known[to + i] = 1;
    }
    if (this.isTouched[pool] === 1) return;
    this.isTouched[pool] = 1;
    this.touched[this.touchedCount++] = pool;
  }

  /** An instant with base-interval bars, before its decisions: learns what is known, and takes the equity of what comes. */
  endRound(equity: number): void {
    for (let k = 0; k < this.touchedCount; k++) {
      const pool = this.touched[k];
      this.isTouched[pool] = 0;
      this.learn(pool);
    }
    this.touchedCount = 0;
    this.equity = equity;
  }

  private learn(pool: number): void {
    const { agents } = this.votes;
    const { gains, known, losses } = this;
    const { learner, performance } = this.pools[pool];
    const at = pool * agents;
    performance?.add(gains, at, known);
    const range = RANGE * Math.sqrt(this.squares[pool]);
    const teaches = range > 0;
    let sum = 0;
    let active = 0;
    let clipped = 0;
    let heard = 0;
    for (let i = 0; i < agents; i++) {
      const gain = gains[at + i];
      gains[at + i] = 0;
      if (known[at + i] === 0) continue;
      // 1/2 for nothing gained, less the more was.
      const loss = (range - gain) / (2 * range);
      const inside = loss >= 0 ? (loss <= 1 ? loss : 1) : 0;
      losses[i] = inside;
      heard += 1;
      if (inside !== loss) clipped += 1;
      if (gain === 0) continue;
      sum += gain * gain;
      active += 1;
    }
    // Until something has been gained or lost there is no measure of it: that first round sets the measure and teaches nothing.
    if (teaches) {
      this.lossCount += heard;
      this.clippedCount += clipped;
      learner?.learn(losses, this.poolRows[pool]);
    }
    if (active > 0) {
      const square = sum / active;
      this.squares[pool] = teaches ? DECAY * this.squares[pool] + (1 - DECAY) * square : square;
    }
    for (let i = 0; i < agents; i++) known[at + i] = 0;
  }

  /** The worth of a lot and what each target holds, after a split. */
  split(
    instrument: number,
    { numerator, denominator }: SplitRatio,
    rescaled: (agent: number, lots: number) => number,
  ): void {
    const { agents } = this.votes;
    this.worth[instrument] = (this.worth[instrument] * denominator) / numerator;
    for (let agent = 0; agent < agents; agent++) {
      const cell = instrument * agents + agent;
      this.held[cell] = rescaled(agent, this.held[cell]);
    }
  }

  /** A lot was worth this much more before: what its holders got for it is theirs. */
  pays(instrument: number, perLot: number): void {
    this.worth[instrument] -= perLot;
  }

  endSession(): void {
    for (const pool of this.pools) pool.performance?.endSession();
  }

  /** What the pools have learnt is part of it. */
  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }
}
