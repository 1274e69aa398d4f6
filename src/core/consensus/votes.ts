import { assert, must } from '../base/assert.ts';
import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import { type Ballot, everyone } from './ballot.ts';

/** Why an agent does not take part in an instrument: bits of a cell. A cell of exactly `assigned` can vote. */
const ASSIGNED = 1;
const WARMING = 2;
const PAUSED = 4;
const KILLED = 8;

const SAVED = ['targets', 'confidences', 'handledUs', 'changes', 'states'];

/**
 * Who asks for what: one cell per (instrument, agent), the cells of an instrument side by side. A vote stands until its
 * agent changes it.
 */
export class Votes {
  readonly agents: number;
  readonly instruments: number;
  /** Per instrument: the agents assigned to it, in their order. Whatever a decision costs, it costs for these alone. */
  readonly assigned: readonly Int32Array[];
  /** Lots asked for; NaN where the agent abstains or never spoke. */
  readonly targets: Float64Array;
  readonly confidences: Float64Array;
  /** When each agent last handled an event: its age counts from there, in every instrument. */
  readonly handledUs: Float64Array;
  /** Per cell, where somebody asks `askedBy`: each change since it last asked, as its moment and what stood there before. */
  private changes: readonly number[][] | undefined = undefined;
  private readonly states: Uint8Array;
  private readonly staleAfterUs: Us;
  private readonly halfLifeUs: Us;

  constructor(
    agents: number,
    instruments: number,
    assigned: (agent: number, instrument: number) => boolean,
    staleAfterUs: Us = Infinity,
    halfLifeUs: Us = Infinity,
  ) {
    assert(staleAfterUs > 0 && halfLifeUs > 0, 'staleAfter and halfLife must be positive');
    this.agents = agents;
    this.instruments = instruments;
    this.staleAfterUs = staleAfterUs;
    this.halfLifeUs = halfLifeUs;
    this.targets = new Float64Array(agents * instruments).fill(Number.NaN);
    this.confidences = new Float64Array(agents * instruments).fill(1);
    this.handledUs = new Float64Array(agents).fill(-Infinity);
    this.states = new Uint8Array(agents * instruments);
    this.assigned = Array.from({ length: instruments }, (_, instrument) =>
      everyone(agents).filter((agent) => assigned(agent, instrument)),
    );
    this.assigned.forEach((voters, instrument) => {
      for (const agent of voters) this.states[instrument * agents + agent] = ASSIGNED;
    });
  }

  /**
   * A vote for `targetLots` (NaN abstains). True when the target changed; an equal one only refreshes the agent's age, and
   * keeps the confidence that it was first given with.
   */
  cast(agent: number, instrument: number, targetLots: number, confidence: number, nowUs: Us): boolean {
    const cell = instrument * this.agents + agent;
    assert((this.states[cell] & ASSIGNED) !== 0, 'an agent votes only where it is assigned');
    assert(Number.isNaN(targetLots) || Number.isSafeInteger(targetLots), 'a target is a whole number of lots, or NaN');
    assert(confidence >= 0 && confidence <= 1, 'a confidence lies in 0..1');
    this.handled(agent, nowUs);
    const old = this.targets[cell];
    if (old === targetLots || (Number.isNaN(old) && Number.isNaN(targetLots))) return false;
    this.changes?.[cell].push(nowUs, old);
    this.targets[cell] = targetLots + 0;
    this.confidences[cell] = confidence;
    return true;
  }

  handled(agent: number, nowUs: Us): void {
    if (nowUs > this.handledUs[agent]) this.handledUs[agent] = nowUs;
  }

  /** The votes of another meta-agent of the same agents and instruments, as they stand. */
  take(from: Votes): void {
    this.targets.set(from.targets);
    this.confidences.set(from.confidences);
    this.handledUs.set(from.handledUs);
    this.states.set(from.states);
  }

  setWarming(agent: number, instrument: number, warming: boolean): void {
    this.mark(instrument * this.agents + agent, WARMING, warming);
  }

  setPaused(agent: number, paused: boolean): void {
    for (let i = 0; i < this.instruments; i++) this.mark(i * this.agents + agent, PAUSED, paused);
  }

  setKilled(agent: number, instrument: number, killed: boolean): void {
    this.mark(instrument * this.agents + agent, KILLED, killed);
  }

  private mark(cell: number, bit: number, on: boolean): void {
    this.states[cell] = on ? this.states[cell] | bit : this.states[cell] & ~bit;
  }

  isAssigned(agent: number, instrument: number): boolean {
    return (this.states[instrument * this.agents + agent] & ASSIGNED) !== 0;
  }

  isWarming(agent: number, instrument: number): boolean {
    return (this.states[instrument * this.agents + agent] & WARMING) !== 0;
  }

  isStale(agent: number, nowUs: Us): boolean {
    return nowUs - this.handledUs[agent] > this.staleAfterUs;
  }

  /** It has a target (0 is one: a vote for flat) and is neither warming up, paused, killed nor stale. */
  isAwake(agent: number, instrument: number, nowUs: Us): boolean {
    const cell = instrument * this.agents + agent;
    const target = this.targets[cell];
    return this.states[cell] === ASSIGNED && target === target && !this.isStale(agent, nowUs);
  }

  /** From here on `askedBy` can be asked, and must be at each bar: what it has been told is forgotten. */
  remember(): void {
    this.changes = Array.from(this.targets, () => []);
  }

  /**
   * What an agent asked for when a bar opened that has closed by now, NaN where it was asleep: nothing that it asked for
   * since could be traded at that open. Ask with opens that rise.
   */
  askedBy(agent: number, instrument: number, openUs: Us): number {
    const cell = instrument * this.agents + agent;
    const changes = must(this.changes, 'these votes remember no changes')[cell];
    let asked = this.targets[cell];
    for (let k = changes.length - 2; k >= 0 && changes[k] > openUs; k -= 2) asked = changes[k + 1];
    changes.length = 0;
    return this.states[cell] === ASSIGNED && !this.isStale(agent, openUs) ? asked : Number.NaN;
  }

  /** Votes of an instrument that was split; `rescaled` is what an agent's lots have become. */
  split(instrument: number, rescaled: (agent: number, lots: number) => number): void {
    for (let agent = 0; agent < this.agents; agent++) {
      const cell = instrument * this.agents + agent;
      this.targets[cell] = rescaled(agent, this.targets[cell]);
      const asked = this.changes?.[cell] ?? [];
      for (let k = 1; k < asked.length; k += 2) asked[k] = rescaled(agent, asked[k]);
    }
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
  }

  /** What its age leaves of an agent's weight: 2^(-age / halfLife). */
  freshness(agent: number, nowUs: Us): number {
    const age = nowUs - this.handledUs[agent];
    return age > 0 && this.halfLifeUs !== Infinity ? 2 ** (-age / this.halfLifeUs) : 1;
  }

  /** The votes of one instrument as they stand, beside what its agents hold there; returns how many are called to vote, those warming up left out. */
  gather(instrument: number, nowUs: Us, held: Float64Array, ballot: Ballot): number {
    const { targets, confidences, states, handledUs, staleAfterUs } = this;
    const { awake, killed, freshness, voices } = ballot;
    const voters = this.assigned[instrument];
    const fades = this.halfLifeUs !== Infinity;
    const start = instrument * this.agents;
    let present = 0;
    let awakeCount = 0;
    let called = 0;
    for (const i of voters) {
      const state = states[start + i];
      const lots = held[i];
      const target = targets[start + i];
      const isAwake = state === ASSIGNED && target === target && !(nowUs - handledUs[i] > staleAfterUs);
      const fresh = fades && isAwake ? this.freshness(i, nowUs) : 1;
      awake[i] = isAwake ? 1 : 0;
      killed[i] = (state & KILLED) === 0 ? 0 : 1;
      ballot.targets[i] = target;
      freshness[i] = fresh;
      voices[i] = confidences[start + i] * fresh;
      ballot.held[i] = lots;
      present += lots;
      if (isAwake) awakeCount += 1;
      if ((state & (ASSIGNED | WARMING)) === ASSIGNED) called += 1;
    }
    ballot.voters = voters;
    ballot.presentLots = present;
    ballot.awakeCount = awakeCount;
    ballot.fades = fades;
    return called;
  }
}
