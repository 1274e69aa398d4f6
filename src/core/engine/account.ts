import { type Id, idOf } from '../base/ids.ts';
import { toNumber } from '../base/decimal.ts';
import { fieldsOf, loadFields, saveFields, type SavedState, saveState } from '../base/state.ts';
import type { Us } from '../base/time.ts';
import type { ConsensusConfig } from '../consensus/config.ts';
import { Consensus } from '../consensus/consensus.ts';
import { Ledger } from '../ledger/ledger.ts';
import { type Instrument, valuePerTickLot } from '../model/instrument.ts';
import { Orders } from '../orders/orders.ts';
import { type AccountView, Risk } from '../risk/risk.ts';
import { openingDeposits } from './capital.ts';
import type { EngineEvent } from './event.ts';
import { Out } from '../model/out.ts';
import type { EngineSpec } from './spec.ts';

/** Which kind of intent an agent uses in an instrument: the first one used is the only one allowed. */
export const IntentKind = { none: 0, target: 1, order: 2 } as const;

const SAVED = ['nowUs', 'sequence', 'lastTicks', 'intentKind', 'dirty', 'openedUs', 'dirtyList', 'dirtyCount'];

interface SavedParts {
  readonly ledger: Parameters<Ledger['load']>[0];
  readonly orders: Parameters<Orders['load']>[0];
  readonly risk: Parameters<Risk['load']>[0];
  readonly method: ConsensusConfig['method'];
  readonly consensus: SavedState;
}

/**
 * What the stages of one account share: the ledger, the live orders, risk, the meta-agent, the present input and where its
 * outputs go. Owners are the agents in the order of their ids, then `house`. Tables of (owner, instrument) are rows of
 * owners: place = owner * instrumentCount + instrument.
 */
export class Account implements AccountView {
  readonly spec: EngineSpec;
  readonly instruments: readonly Instrument[];
  readonly agentCount: number;
  readonly instrumentCount: number;
  readonly house: number;
  /** Each agent trades its own capital (`sum`): equity and cash are its sub-account's. */
  readonly ownCapital: boolean;
  /** Exits rest at the venue (`sum`, or a single agent); otherwise they are read at each close. */
  readonly exitsAtVenue: boolean;
  readonly ledger: Ledger;
  readonly orders: Orders;
  /** The meta-agent: another one once a person has set another method. */
  consensus: Consensus;
  readonly risk: Risk;

  /** The present input: its time, its sequence, and where what it causes is written. */
  nowUs: Us = 0;
  out: Out = new Out();
  /** Last base close per instrument, in ticks (a middle may lie on a half tick); NaN before the first. */
  readonly lastTicks: Float64Array;
  /** IntentKind of (agent, instrument). */
  readonly intentKind: Uint8Array;
  /** Why the instrument is decided at the end of this instant: 0 it is not, 1 a vote changed, 2 a round has passed. */
  readonly dirty: Uint8Array;
  /** When the window of an instrument with a changed vote opened. */
  readonly openedUs: Float64Array;
  /** Instruments whose `dirty` is set, unsorted. */
  readonly dirtyList: Int32Array;
  dirtyCount = 0;

  /** The number of the last input. */
  sequence = 0;
  private readonly makeConsensus: (config: ConsensusConfig) => Consensus;
  private intents = 0;
  private decisions = 0;
  private placed = 0;
  private fills = 0;
  private readonly present: Uint8Array;
  private readonly weights: Float64Array;
  /** Worth of a lot at one tick, in the instrument's currency. */
  private readonly tickLot: Float64Array;

  constructor(spec: EngineSpec) {
    this.spec = spec;
    this.instruments = spec.instruments;
    this.agentCount = spec.agents.length;
    this.instrumentCount = spec.instruments.length;
    this.house = this.agentCount;
    this.ownCapital = spec.consensus.method === 'sum';
    this.exitsAtVenue = this.ownCapital || this.agentCount === 1;
    const ids = spec.agents.map((agent) => agent.id);
    const currencies = [
      ...new Set([spec.account.currency, ...spec.instruments.map((instrument) => instrument.currency)]),
    ].sort();
    this.ledger = new Ledger({
      currencies,
      accountCurrency: spec.account.currency,
      instruments: spec.instruments,
      owners: [...ids, 'house'],
      costMethod: spec.costMethod,
    });
    this.orders = new Orders();
    const assigned = new Uint8Array(this.agentCount * this.instrumentCount);
    spec.agents.forEach((agent, a) => {
      for (const i of agent.instruments) assigned[a * this.instrumentCount + i] = 1;
    });
    this.makeConsensus = (config) =>
      new Consensus(config, ids, this.instrumentCount, (a, i) => assigned[a * this.instrumentCount + i] === 1);
    this.consensus = this.makeConsensus(spec.consensus);
    this.risk = new Risk(spec.risk, spec.instruments, ids, this);
    this.lastTicks = new Float64Array(this.instrumentCount).fill(Number.NaN);
    this.intentKind = new Uint8Array(this.agentCount * this.instrumentCount);
    this.dirty = new Uint8Array(this.instrumentCount);
    this.dirtyList = new Int32Array(this.instrumentCount);
    this.openedUs = new Float64Array(this.instrumentCount);
    this.present = new Uint8Array(this.agentCount);
    this.weights = new Float64Array(this.agentCount);
    this.tickLot = Float64Array.from(spec.instruments, (instrument) => toNumber(valuePerTickLot(instrument)));
    for (const deposit of openingDeposits(spec, this.ledger.scaleOf(spec.account.currency), this.house)) {
      this.ledger.deposit(deposit.owner, spec.account.currency, deposit.amount);
    }
  }

  begin(event: EngineEvent, out: Out): void {
    this.nowUs = event.tsUs;
    this.out = out;
    this.number(event.sequence);
  }

  /** What is done from here on was caused by the input of this number. */
  number(sequence: number): void {
    this.sequence = sequence;
    this.intents = 0;
    this.decisions = 0;
    this.placed = 0;
    this.fills = 0;
  }

  intentId(): Id {
    return idOf(this.sequence, this.intents++);
  }
  decisionId(): Id {
    return idOf(this.sequence, this.decisions++);
  }
  orderId(): Id {
    return idOf(this.sequence, this.placed++);
  }
  fillId(): Id {
    return idOf(this.sequence, this.fills++);
  }

  /** `why` 1: a vote changed; 2: a round has passed, and only weights may have. */
  markDirty(instrument: number, why: 1 | 2): void {
    const before = this.dirty[instrument];
    if (before === 1) return;
    this.dirty[instrument] = why;
    if (why === 1) this.openedUs[instrument] = this.nowUs;
    if (before === 0) this.dirtyList[this.dirtyCount++] = instrument;
  }

  /** Another method of voting, from now on; a Fault where the agents and the method do not fit. Decisions are made again by it. */
  setMethod(method: ConsensusConfig['method'], weights: ConsensusConfig['weights']): void {
    const consensus = this.makeConsensus({ ...this.consensus.config, method, weights });
    consensus.succeed(this.consensus);
    this.consensus = consensus;
    for (let i = 0; i < this.instrumentCount; i++) this.markDirty(i, 1);
  }

  /** What this agent may call its equity: its own under `sum`, the account's otherwise. */
  equityOf(agent: number): number {
    return this.ownCapital ? this.ledger.equity(agent) : this.ledger.accountEquity();
  }
  cashOf(agent: number): number {
    return this.ownCapital ? this.ledger.cashValue(agent) : this.ledger.accountCashValue();
  }

  /** What the agent's vote weighs where it is first assigned, all its fellows there being awake. */
  weightOf(agent: number): number {
    const instrument = this.spec.agents[agent].instruments[0];
    for (let a = 0; a < this.agentCount; a++) this.present[a] = this.consensus.votes.isAssigned(a, instrument) ? 1 : 0;
    this.consensus.weights(instrument, this.present, this.weights);
    return this.weights[agent];
  }

  save(): SavedState {
    const { ledger, orders, risk, consensus } = this;
    return {
      ...saveFields(this, SAVED),
      ledger: ledger.save() as unknown as SavedState,
      orders: orders.save() as unknown as SavedState,
      risk: risk.save() as unknown as SavedState,
      method: consensus.config.method,
      weights: saveState(consensus.config.weights),
      consensus: consensus.save(),
    };
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
    const { ledger, orders, risk, method, consensus } = fieldsOf(state, 'account') as unknown as SavedParts;
    const config = { ...this.consensus.config, method };
    loadFields(config, ['weights'], state);
    this.consensus = this.makeConsensus(config);
    this.ledger.load(ledger);
    this.orders.load(orders);
    this.risk.load(risk);
    this.consensus.load(consensus);
  }

  // what risk reads
  equity(): number {
    return this.ledger.accountEquity();
  }
  positionLots(instrument: number): number {
    return this.ledger.accountPosition(instrument);
  }
  priceTicks(instrument: number): number {
    return this.lastTicks[instrument];
  }
  notionalPerTickLot(instrument: number): number {
    return this.tickLot[instrument] * this.ledger.rateOf(this.instruments[instrument].currency);
  }
  grossExposure(): number {
    return this.ledger.grossExposure();
  }
  cashFree(): number {
    return this.ledger.accountCashValue();
  }

  notice(kind: string, agent: number, text: string, values: readonly (number | string)[] = []): void {
    const { notices } = this.out;
    const row = this.out.add(notices);
    notices.tsUs[row] = this.nowUs;
    notices.kind[row] = kind;
    notices.agent[row] = agent;
    notices.text[row] = text;
    notices.values[row] = values;
  }
}
