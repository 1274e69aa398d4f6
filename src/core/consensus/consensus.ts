import { fieldsOf, loadState, type SavedFields, saveState, type SavedState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import type { SplitRatio } from '../model/split.ts';
import { Ballot, type CountVotes } from './ballot.ts';
import { checkConfig, type ConsensusConfig } from './config.ts';
import { Decision, DecisionKind } from './decision.ts';
import type { WeightSource } from './learners/learner.ts';
import { type ConsensusMethod, isLearned } from './method.ts';
import { countConfidenceWeighted } from './methods/confidence-weighted.ts';
import { countMajority } from './methods/majority.ts';
import { countSum } from './methods/sum.ts';
import { countUnanimous } from './methods/unanimous.ts';
import { countWeighted } from './methods/weighted.ts';
import { Performance } from './performance.ts';
import { type Pool, Rounds } from './rounds.ts';
import { Votes } from './votes.ts';
import { GivenWeights, makeLearner } from './weights.ts';

export type { ConsensusConfig, Decision };

const counters: Record<ConsensusMethod, CountVotes> = {
  sum: countSum,
  majority: countMajority,
  weighted: countWeighted,
  unanimous: countUnanimous,
  'confidence-weighted': countConfidenceWeighted,
  hedge: countWeighted,
  adahedge: countWeighted,
  'fixed-share': countWeighted,
  squint: countWeighted,
};

/** The meta-agent of one account: keeps the votes, and turns those of an instrument into one decision. */
export class Consensus {
  readonly config: ConsensusConfig;
  readonly votes: Votes;
  /** Each round decides again, even when no agent changed its target: the weights are learnt. */
  readonly decidesEachRound: boolean;
  /** What the agents' own targets make; absent where no weight depends on it. */
  readonly rounds: Rounds | undefined;
  private readonly agentCount: number;
  private readonly count: CountVotes;
  /** One for the account or one per instrument; none where the method does not weigh. */
  private readonly sources: readonly WeightSource[];
  private readonly vetoes: Uint8Array;
  /** Per instrument: a target changed since its last decision. */
  private readonly changed: Uint8Array;
  private readonly ballot: Ballot;
  private readonly decision: Decision;

  /** `agents` are ids in sorted order: their places in it are what every other call means by an agent. */
  constructor(
    config: ConsensusConfig,
    agents: readonly string[],
    instrumentCount: number,
    assigned: (agent: number, instrument: number) => boolean,
  ) {
    checkConfig(config, agents);
    // A single agent's targets pass unchanged, whatever its confidence and its weight.
    const method = agents.length === 1 ? 'sum' : config.method;
    this.config = config;
    this.agentCount = agents.length;
    this.count = counters[method];
    this.decidesEachRound = isLearned(method);
    this.votes = new Votes(agents.length, instrumentCount, assigned, config.staleAfterUs, config.halfLifeUs);
    this.vetoes = Uint8Array.from(agents, (id) => (config.veto.includes(id) ? 1 : 0));
    this.changed = new Uint8Array(instrumentCount);
    this.ballot = new Ballot(agents.length);
    this.decision = new Decision(this.ballot, agents.length);
    if (method === 'weighted' && config.weights !== undefined) {
      this.sources = [new GivenWeights(config.weights, agents)];
      return;
    }
    const pools = makePools(method, config, agents.length, instrumentCount);
    this.sources = pools.flatMap(({ learner, performance }) => learner ?? performance ?? []);
    if (pools.length > 0) this.rounds = new Rounds(this.votes, pools, (config.costBps ?? 0) / 10_000);
  }

  /** Takes over from another one of the same agents: votes stand as they are, what weights had learnt is not carried over. */
  succeed(other: Consensus): void {
    this.votes.take(other.votes);
    this.changed.fill(1);
  }

  /** A vote; NaN abstains. True when it changed the agent's target: restating one only refreshes the agent's age. */
  vote(agent: number, instrument: number, targetLots: number, confidence: number, nowUs: Us): boolean {
    if (!this.votes.cast(agent, instrument, targetLots, confidence, nowUs)) return false;
    this.changed[instrument] = 1;
    return true;
  }

  /** The agent has handled an event: it is as fresh as that. */
  handled(agent: number, nowUs: Us): void {
    this.votes.handled(agent, nowUs);
  }

  /** An instrument was split; `rescaled` is what an agent's lots have become. */
  split(instrument: number, ratio: SplitRatio, rescaled: (agent: number, lots: number) => number): void {
    this.votes.split(instrument, rescaled);
    this.rounds?.split(instrument, ratio, rescaled);
  }

  setWarming(agent: number, instrument: number, warming: boolean): void {
    this.votes.setWarming(agent, instrument, warming);
  }

  setPaused(agent: number, paused: boolean): void {
    this.votes.setPaused(agent, paused);
  }

  /** The agent leaves every vote, and its shares go to 0. The caller decides each of its instruments again. */
  kill(agent: number): void {
    this.setKilled(agent, true);
  }

  /** It votes again, with the targets it had. */
  release(agent: number): void {
    this.setKilled(agent, false);
  }

  private setKilled(agent: number, killed: boolean): void {
    for (let instrument = 0; instrument < this.votes.instruments; instrument++) {
      if (!this.votes.isAssigned(agent, instrument)) continue;
      this.votes.setKilled(agent, instrument, killed);
      this.changed[instrument] = 1;
    }
  }

  /** The same for all agents in one instrument. */
  killInstrument(instrument: number): void {
    this.setInstrumentKilled(instrument, true);
  }

  releaseInstrument(instrument: number): void {
    this.setInstrumentKilled(instrument, false);
  }

  private setInstrumentKilled(instrument: number, killed: boolean): void {
    for (let agent = 0; agent < this.agentCount; agent++) this.votes.setKilled(agent, instrument, killed);
    this.changed[instrument] = 1;
  }

  /** The weights over the instrument's agents as they stand, for reports; equal ones where the method does not weigh. */
  weights(instrument: number, awake: Uint8Array, out: Float64Array): void {
    const voters = this.votes.assigned[instrument];
    const source = this.sourceOf(instrument);
    if (source !== undefined) source.weights(out, awake, voters);
    else for (const i of voters) out[i] = awake[i];
  }

  private sourceOf(instrument: number): WeightSource | undefined {
    return this.sources.length > 1 ? this.sources[instrument] : this.sources[0];
  }

  /**
   * The decision as the votes stand. `held` are the lots that each agent's targets hold in this instrument; `workingLots`
   * (signed) is what an order for an earlier decision still has to fill.
   *
   * Without a quorum, and under a veto (a vetoing agent that is awake and votes for flat), only reductions pass: the target
   * is brought to the nearest lots between zero and the present position.
   */
  decide(instrument: number, nowUs: Us, held: Float64Array, workingLots = 0): Decision {
    const { ballot, decision } = this;
    const called = this.votes.gather(instrument, nowUs, held, ballot);
    this.sourceOf(instrument)?.weights(ballot.weights, ballot.awake, ballot.voters);
    const decided = ballot.awakeCount > 0 && this.count(ballot);
    if (!decided) keep(ballot);
    const quorum = ballot.awakeCount >= this.config.quorum * called;
    const reduced = reduceOnly(ballot.lots, ballot.presentLots);
    const vetoedBy = reduced === ballot.lots ? -1 : this.vetoing();
    const target = quorum && vetoedBy < 0 ? ballot.lots : reduced;
    const kind = !quorum ? DecisionKind.noQuorum : decided ? DecisionKind.decided : DecisionKind.kept;
    const move = Math.abs(target - ballot.presentLots - workingLots);
    const send = this.changed[instrument] === 1 || move > this.config.band * Math.abs(target);
    this.changed[instrument] = 0;
    decision.settle(kind, target, vetoedBy, send);
    return decision;
  }

  /** Votes, what the agents' targets made, and what the weights have learnt of it. Given weights are of the configuration. */
  save(): SavedFields {
    const { votes, rounds, changed } = this;
    return { votes: votes.save(), rounds: rounds?.save() ?? false, changed: saveState(changed) };
  }

  /** Into a fresh one of the same configuration. */
  load(state: SavedState): void {
    const { votes, rounds, changed } = fieldsOf(state, 'consensus');
    this.votes.load(votes);
    this.rounds?.load(rounds);
    loadState(this.changed, changed);
  }

  private vetoing(): number {
    const { voters, awake, targets } = this.ballot;
    for (const i of voters) {
      if (this.vetoes[i] === 1 && awake[i] === 1 && targets[i] === 0) return i;
    }
    return -1;
  }
}

/** Everyone keeps what it holds, but for the killed. */
function keep(ballot: Ballot): void {
  const { voters, awakeCount, killed, held, weights, parts } = ballot;
  let lots = 0;
  for (const i of voters) {
    parts[i] = killed[i] === 1 ? 0 : held[i];
    lots += parts[i];
    if (awakeCount === 0) weights[i] = 0;
  }
  ballot.lots = lots;
}

/** The lots nearest to the wish that lie between zero and what is held. */
function reduceOnly(lots: number, present: number): number {
  return present >= 0 ? Math.min(Math.max(lots, 0), present) : Math.max(Math.min(lots, 0), present);
}

function makePools(method: ConsensusMethod, config: ConsensusConfig, agents: number, instruments: number): Pool[] {
  if (method !== 'weighted' && !isLearned(method)) return [];
  return Array.from({ length: config.scope === 'account' ? 1 : instruments }, () =>
    isLearned(method) ? { learner: makeLearner(method, agents, config) } : { performance: new Performance(agents) },
  );
}
