import { Fault } from '../base/fault.ts';
import { loadFields, saveFields, type SavedState } from '../base/state.ts';
import { lotsOf } from '../model/instrument.ts';
import type { Exits, TargetOptions } from '../strategies/strategy.ts';
import { type Account, IntentKind } from './account.ts';
import { recordRefusal } from './refusals.ts';
import { checkOptions } from './target-options.ts';

/** Where an intent comes from: the agent itself, or the exit that spoke for it. */
export type IntentSource = 'agent' | 'stop-loss' | 'take-profit' | 'trailing-stop' | 'max-bars' | 'kill';

interface Deferred {
  readonly agent: number;
  readonly instrument: number;
  readonly lots: number;
  readonly options: TargetOptions | undefined;
}

const NO_OPTIONS: TargetOptions = {};
const SAVED = ['lots', 'warming', 'warmingPlaces', 'latched', 'exits', 'spoken', 'anyExits', 'muted', 'deferred'];

/**
 * The standing targets of all agents. A new target passes risk's screen, becomes a vote and leaves an intent behind; an
 * equal one only refreshes its age. NaN is "abstains".
 */
export class Targets {
  /** Of (agent, instrument), in lots. */
  readonly lots: Float64Array;
  /** The same in units, `null` for abstains: what agents are told, some with every bar, so that it is not made anew for each. */
  private readonly quantities: (number | null)[];
  /** Bars still wanted before the agent may decide on the instrument. */
  readonly warming: Int32Array;
  /** How many places of `warming` are not 0. */
  warmingPlaces = 0;
  /** Sign of a position that an exit closed: targets of that sign are ignored until the agent asks for something else. */
  readonly latched: Int8Array;
  /** Exits given with the target; undefined where the agent's own apply. */
  readonly exits: (Exits | undefined)[];
  /** Who spoke last: an exit, or the agent itself (undefined). */
  private readonly spoken: (IntentSource | undefined)[];
  /** Some target brought exits of its own. */
  anyExits = false;
  /** What a fill causes waits for the next instant. */
  deferring = false;
  /** Agents whose wishes do not count: paused or killed. */
  readonly muted: Uint8Array;

  private readonly account: Account;
  private deferred: Deferred[] = [];

  constructor(account: Account) {
    this.account = account;
    const places = account.agentCount * account.instrumentCount;
    this.lots = new Float64Array(places).fill(Number.NaN);
    this.quantities = Array.from({ length: places }, () => null);
    this.warming = new Int32Array(places);
    this.latched = new Int8Array(places);
    this.muted = new Uint8Array(account.agentCount);
    this.exits = Array.from({ length: places }, () => undefined);
    this.spoken = Array.from({ length: places }, () => undefined);
  }

  /** In units; null for abstains. */
  quantity(agent: number, instrument: number): number | null {
    return this.quantities[agent * this.account.instrumentCount + instrument];
  }

  private put(agent: number, instrument: number, lots: number): void {
    const place = agent * this.account.instrumentCount + instrument;
    this.lots[place] = lots;
    this.quantities[place] = Number.isNaN(lots) ? null : lots * this.account.instruments[instrument].lot;
  }

  /** `lots` must be an integer or NaN (abstain); throws a Fault that stops the agent when the size is no size. */
  set(
    agent: number,
    instrument: number,
    lots: number,
    options: TargetOptions | undefined,
    source: IntentSource = 'agent',
  ): void {
    const { account } = this;
    const place = agent * account.instrumentCount + instrument;
    const own = source === 'agent';
    if (own && (this.warming[place] > 0 || this.muted[agent] === 1 || account.nowUs < account.spec.fromUs)) return;
    if (this.deferring && own) {
      this.deferred.push({ agent, instrument, lots, options });
      return;
    }
    if (this.latched[place] !== 0 && own) {
      if (Math.sign(lots) === this.latched[place]) return;
      this.latched[place] = 0;
    }
    if (Object.is(lots, this.lots[place])) return;
    this.change(agent, instrument, lots, options ?? NO_OPTIONS, source);
  }

  private change(agent: number, instrument: number, lots: number, options: TargetOptions, source: IntentSource): void {
    const { account } = this;
    checkOptions(options);
    const { confidence = 1 } = options;
    const place = agent * account.instrumentCount + instrument;
    const intents = account.out.intents;
    const id = account.intentId();
    if (account.intentKind[place] === IntentKind.order) {
      recordRefusal(account, id, agent, instrument, lots, {
        rule: 'mixed-intents',
        severity: 'warning',
        scope: 'strategy',
        limit: 0,
        value: 0,
        maxLots: 0,
      });
      return;
    }
    account.intentKind[place] = IntentKind.target;
    const row = account.out.add(intents);
    intents.id[row] = id;
    intents.tsUs[row] = account.nowUs;
    intents.agent[row] = agent;
    intents.instrument[row] = instrument;
    intents.targetLots[row] = lots;
    intents.confidence[row] = confidence;
    intents.horizonBars[row] = options.horizonBars ?? Number.NaN;
    intents.source[row] = source;
    intents.reason[row] = options.reason ?? '';
    intents.values[row] = options.values ?? [];
    let allowed = lots;
    if (!Number.isNaN(lots)) {
      const verdict = account.risk.screenTarget(
        agent,
        instrument,
        lots,
        account.ledger.position(agent, instrument),
        account.equityOf(agent),
      );
      if (verdict !== undefined) {
        recordRefusal(account, id, agent, instrument, lots, verdict);
        allowed = verdict.maxLots * Math.sign(lots) + 0;
      }
    }
    this.put(agent, instrument, lots);
    this.spoken[place] = source === 'agent' ? undefined : source;
    this.exits[place] = options.exits;
    if (options.exits !== undefined) this.anyExits = true;
    if (account.consensus.vote(agent, instrument, allowed, confidence, account.nowUs)) account.markDirty(instrument, 1);
  }

  /** The exit that made this agent's standing target what it is. */
  exitAt(agent: number, instrument: number): IntentSource | undefined {
    return this.spoken[agent * this.account.instrumentCount + instrument];
  }

  /** Nothing warms up any more, and nothing waits for the next instant. */
  get idle(): boolean {
    return this.warmingPlaces === 0 && this.deferred.length === 0;
  }

  /** Intents that fills caused, now that a later instant has begun. */
  release(): void {
    if (this.deferred.length === 0) return;
    const waiting = this.deferred;
    this.deferred = [];
    for (const { agent, instrument, lots, options } of waiting) this.set(agent, instrument, lots, options);
  }

  /** Standing targets after a split, and those that a fill asked for; `rescaled` is what an agent's lots have become. */
  split(instrument: number, rescaled: (agent: number, lots: number) => number): void {
    const { agentCount, instrumentCount } = this.account;
    for (let agent = 0; agent < agentCount; agent++)
      this.put(agent, instrument, rescaled(agent, this.lots[agent * instrumentCount + instrument]));
    this.deferred = this.deferred.map((wish) =>
      wish.instrument === instrument ? { ...wish, lots: rescaled(wish.agent, wish.lots) } : wish,
    );
  }

  save(): SavedState {
    return saveFields(this, SAVED);
  }

  load(state: SavedState): void {
    loadFields(this, SAVED, state);
    const { agentCount, instrumentCount } = this.account;
    for (let agent = 0; agent < agentCount; agent++)
      for (let i = 0; i < instrumentCount; i++) this.put(agent, i, this.lots[agent * instrumentCount + i]);
  }

  /** A quantity in units, as an agent gave it, as lots; a Fault where it is no quantity. */
  toLots(instrument: number, quantity: unknown): number {
    if (typeof quantity !== 'number' || !Number.isFinite(quantity)) {
      throw new Fault('strategy', `target: expected a finite number or null, was ${String(quantity)}`);
    }
    const lots = lotsOf(this.account.instruments[instrument], quantity);
    if (!Number.isSafeInteger(lots)) {
      throw new Fault(
        'strategy',
        `target: ${quantity} units of ${this.account.instruments[instrument].name} is beyond any size (2^53 lots)`,
      );
    }
    return lots;
  }
}
