import { assert } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import {
  fieldsOf,
  loadFields,
  loadState,
  saveFields,
  type SavedFields,
  saveState,
  type Stateful,
} from '../base/state.ts';
import type { Us } from '../base/time.ts';
import { WorkingOrders } from '../execution/working-order.ts';
import { RiskDays } from '../market/risk-day.ts';
import type { BarEvent } from '../model/bar.ts';
import type { DepthEvent } from '../model/depth.ts';
import { notionalFactor, priceOf } from '../model/instrument.ts';
import { Account } from './account.ts';
import { Actions } from './actions.ts';
import { Agent, type AgentFailure, Health } from './agent.ts';
import { BarView } from './bar-view.ts';
import { Books } from './books.ts';
import { SessionClock } from './clocks.ts';
import { AgentContext } from './context.ts';
import { Control } from './control.ts';
import { Convoy } from './convoy.ts';
import { Crosses } from './crosses.ts';
import { Decisions } from './decisions.ts';
import { type EngineEvent, EventKind } from './event.ts';
import { ExitDesk } from './exits.ts';
import { ExternalIntents } from './external-intents.ts';
import { Fills } from './fills.ts';
import { Financing } from './financing.ts';
import { QuoteShown, TradeShown } from './market-views.ts';
import { Reconciler } from './reconciler.ts';
import type { QuoteEvent } from '../model/quote.ts';
import type { TradeEvent } from '../model/trade.ts';
import { Marks } from './marks.ts';
import type { Out } from '../model/out.ts';
import { OwnOrders } from './own-orders.ts';
import { Placement } from './placement.ts';
import { Sessions } from './sessions.ts';
import { Slices } from './slices.ts';
import type { EngineSpec } from './spec.ts';
import { Targets } from './targets.ts';
import { Timers } from './timers.ts';

/** All that an engine remembers, as plain JSON. */
export type EngineState = SavedFields;

const STATE_VERSION = 2;
const SAVED = ['riskDayEndUs'];

/**
 * One account as a deterministic state machine: takes one input, runs its stages by plain calls in a fixed order, and
 * writes everything it did to `out`. No clock, no I/O, no randomness but the seeded streams: the same inputs make the same
 * outputs, to the byte.
 *
 * The caller owes it inputs in the order of SEMANTICS section 1, numbered without a gap, and clears `out` when it has read it.
 */
export class Engine {
  readonly account: Account;
  readonly agents: readonly Agent[];
  private readonly targets: Targets;
  private readonly timers = new Timers();
  private readonly ownOrders: OwnOrders;
  private readonly working: WorkingOrders;
  private readonly decisions: Decisions;
  private readonly crosses: Crosses;
  private readonly exits: ExitDesk;
  private readonly slices: Slices;
  private readonly fills: Fills;
  private readonly control: Control;
  private readonly external: ExternalIntents;
  private readonly reconciler: Reconciler;
  private readonly health = new Health((failure) => this.control.onFailure(failure));
  private readonly sessions: Sessions;
  private readonly riskDays: RiskDays;
  private riskDayEndUs: Us = Number.NEGATIVE_INFINITY;
  private readonly view = new BarView();
  private readonly quote = new QuoteShown();
  private readonly trade = new TradeShown();
  private readonly books: Books;
  /** Per instrument: the agents assigned to it, in the order of their ids. */
  private readonly listeners: readonly Int32Array[];
  private readonly worthFactor: Float64Array;
  /** Votes go stale or fade with the time since their agent last handled an event. */
  private readonly ageCounts: boolean;
  /** The short way for bars that close together and that nobody acts on. */
  readonly convoy: Convoy;
  private readonly marks: Marks;
  private readonly financing: Financing;
  private readonly actions: Actions;

  constructor(spec: EngineSpec) {
    const account = new Account(spec);
    const placement = new Placement(account);
    this.account = account;
    this.targets = new Targets(account);
    this.ownOrders = new OwnOrders(account, placement, this.targets, (agent, update) =>
      this.fills.tellUpdate(agent, update),
    );
    this.working = new WorkingOrders(account.instrumentCount, account.agentCount + 1);
    const crosses = new Crosses(account);
    this.crosses = crosses;
    this.exits = new ExitDesk(account, this.targets, placement, this.working, crosses);
    this.slices = new Slices(account, placement);
    this.decisions = new Decisions(account, this.working, crosses, placement, this.exits, this.slices);
    this.agents = spec.agents.map((agent, a) => {
      const names = agent.instruments.map((i) => spec.instruments[i].name);
      return new Agent(
        agent,
        new AgentContext(account, a, this.targets, this.ownOrders, this.timers),
        spec.seed,
        names,
        this.health,
      );
    });
    this.fills = new Fills(
      account,
      this.agents,
      this.working,
      crosses,
      this.decisions,
      this.exits,
      this.targets,
      this.slices,
    );
    this.control = new Control(
      account,
      this.agents,
      this.targets,
      this.ownOrders,
      placement,
      this.decisions,
      this.exits,
      this.slices,
    );
    this.external = new ExternalIntents(account, this.agents, this.targets, this.ownOrders);
    this.reconciler = new Reconciler(account, this.fills, placement);
    this.sessions = new Sessions(account, new SessionClock(spec.calendars), this.control, this.decisions);
    this.riskDays = new RiskDays(spec.account.dayZone);
    this.listeners = account.consensus.votes.assigned;
    this.books = new Books(spec.instruments);
    this.worthFactor = Float64Array.from(spec.instruments, notionalFactor);
    this.ageCounts = spec.consensus.staleAfterUs !== undefined || spec.consensus.halfLifeUs !== undefined;
    this.warmUp(spec);
    this.marks = new Marks(account, this.decisions, this.fills, this.sessions, this.slices);
    this.financing = new Financing(account);
    this.actions = new Actions({
      account,
      agents: this.agents,
      listeners: this.listeners,
      working: this.working,
      crosses,
      decisions: this.decisions,
      exits: this.exits,
      ownOrders: this.ownOrders,
      sessions: this.sessions,
      slices: this.slices,
      targets: this.targets,
      financing: this.financing,
    });
    this.convoy = new Convoy({
      account,
      agents: this.agents,
      listeners: this.listeners,
      marks: this.marks,
      targets: this.targets,
      ownOrders: this.ownOrders,
      decisions: this.decisions,
      exits: this.exits,
      health: this.health,
      ageCounts: this.ageCounts,
      onInstant: () => this.onInstant(),
    });
  }

  private warmUp(spec: EngineSpec): void {
    spec.agents.forEach((agent, a) => {
      const bars = agent.strategy.warmup?.(agent.params) ?? 0;
      for (const i of agent.instruments) {
        this.targets.warming[a * spec.instruments.length + i] = bars;
        this.account.consensus.setWarming(a, i, bars > 0);
        if (bars > 0) this.targets.warmingPlaces += 1;
      }
    });
  }

  /** The agent that threw, if one did: a backtest ends there, a live session goes on without it. */
  get failure(): AgentFailure | undefined {
    for (const agent of this.agents) if (agent.failure !== undefined) return agent.failure;
    return undefined;
  }

  /** Some agent listens to timers, and may set one for the very instant it is in; or orders are worked in slices. */
  get usesTimers(): boolean {
    return this.slices.isOn || this.agents.some(({ handlers }) => handlers.onTimer !== undefined);
  }

  /** When the next timer of an agent, or the next slice of an order, is due; +Infinity when none is set. */
  get nextTimerUs(): Us {
    return Math.min(this.timers.nextUs, this.slices.nextUs);
  }

  /** When the account's present session ends: the driver owes a `close` there, before anything opens. */
  get sessionCloseUs(): Us {
    return this.sessions.closeUs;
  }

  /** The last moment of the present risk day. */
  get riskDayEnd(): Us {
    return this.riskDayEndUs;
  }

  /** The number of the last input. */
  get sequence(): number {
    return this.account.sequence;
  }

  /** Sessions a year of this account: what ratios are annualised with. */
  get sessionsPerYear(): number {
    return this.sessions.perYear;
  }

  /** An agent threw, or equity is gone and everything is closed: a backtest ends here. */
  get stopped(): boolean {
    return this.health.failed || this.control.ruined;
  }

  /** Agents whose strategies cannot be saved: while there are any, only a replay from the first input brings the engine back. */
  get unsaved(): readonly string[] {
    return this.agents.filter(({ saves }) => !saves).map(({ id }) => id);
  }

  /** Between two inputs. The caller owes that nobody is `unsaved`. */
  save(): EngineState {
    assert(this.unsaved.length === 0, () => `agents that cannot be saved: ${this.unsaved.join(', ')}`);
    const parts = Object.entries(this.stateful()).map(([name, part]) => [name, part.save()]);
    return {
      version: STATE_VERSION,
      of: this.makeOf(),
      ...saveFields(this, SAVED),
      working: saveState(this.working),
      ...Object.fromEntries(parts),
      agents: this.agents.map((agent) => agent.save()),
    };
  }

  /** Into a fresh engine of the same spec: it goes on as the saved one would have. What is no such state is a Fault. */
  load(state: EngineState): void {
    assert(this.sequence === 0, 'a state is loaded into a fresh engine');
    if (state.version !== STATE_VERSION)
      throw new Fault('integrity', `saved engine: expected version ${STATE_VERSION}, was ${String(state.version)}`);
    const [saved, made] = [JSON.stringify(state.of), JSON.stringify(this.makeOf())];
    if (saved !== made) throw new Fault('integrity', `saved engine: expected one of ${made}, was of ${saved}`);
    loadFields(this, SAVED, state);
    loadState(this.working, state.working);
    for (const [name, part] of Object.entries(this.stateful())) part.load(fieldsOf(state[name], name));
    const agents = state.agents as readonly SavedFields[];
    this.agents.forEach((agent, a) => agent.load(agents[a]));
  }

  /** Whose state it is: one of other agents, strategies or instruments does not fit. */
  private makeOf(): SavedFields {
    const { agents, instruments } = this.account.spec;
    return {
      agents: agents.map(({ id, strategy: { name, version } }) => `${id}: ${name} ${version}`),
      instruments: instruments.map(({ name }) => name),
    };
  }

  /** In the order in which they are loaded: orders before what names them. */
  private stateful(): Record<string, Stateful> {
    const { account, targets, timers, ownOrders, decisions, crosses, exits, fills, control } = this;
    const { sessions, marks, slices, books } = this;
    return {
      account,
      targets,
      timers,
      ownOrders,
      decisions,
      crosses,
      exits,
      fills,
      control,
      sessions,
      marks,
      slices,
      books,
    };
  }

  process(event: EngineEvent, out: Out): void {
    assert(event.sequence === this.account.sequence + 1, 'inputs are numbered without a gap');
    assert(event.tsUs >= this.account.nowUs, 'inputs come in the order of time');
    const later = event.tsUs > this.account.nowUs;
    this.account.begin(event, out);
    if (later) this.advance();
    switch (event.kind) {
      case EventKind.bar:
        this.onBar(event.bar);
        if (event.endsInstant) this.onInstant();
        break;
      case EventKind.quote:
        this.onQuote(event.quote);
        if (event.endsInstant) this.onInstant();
        break;
      case EventKind.trade:
        this.onTrade(event.trade);
        if (event.endsInstant) this.onInstant();
        break;
      case EventKind.depth:
        this.onDepth(event.depth);
        if (event.endsInstant) this.onInstant();
        break;
      case EventKind.action:
        this.actions.take(event.action);
        break;
      case EventKind.intent:
        this.external.take(event.intent);
        if (event.endsInstant) this.onInstant();
        break;
      case EventKind.condition:
        this.control.onCondition(event.condition);
        break;
      case EventKind.difference:
        this.reconciler.take(event.difference);
        break;
      case EventKind.instant:
        this.onInstant();
        break;
      case EventKind.close:
        this.sessions.end(event.tsUs);
        break;
      case EventKind.report:
        this.fills.onReport(event.report);
        break;
      case EventKind.timer:
        for (const timer of this.timers.due(event.tsUs))
          this.agents[timer.agent].timer({ name: timer.name, tsUs: event.tsUs });
        this.slices.stepAll();
        break;
      case EventKind.rate:
        this.account.ledger.setRate(event.currency, event.rate);
        break;
      case EventKind.control:
        this.control.onCommand(event);
        break;
      case EventKind.start:
        for (const agent of this.agents) agent.start(event.tsUs);
        break;
      case EventKind.stop:
        for (const agent of this.agents) agent.stop(event.tsUs);
        this.sessions.close();
        break;
    }
  }

  /** Time moved on: sessions and risk days that ended are closed, and intents that fills caused come due. */
  private advance(): void {
    const { nowUs } = this.account;
    if (nowUs > this.sessions.closeUs) this.sessions.roll(nowUs);
    if (nowUs > this.riskDayEndUs) {
      const endedUs = this.riskDayEndUs;
      this.riskDayEndUs = this.riskDays.endOf(nowUs);
      this.financing.onDays(endedUs, this.riskDayEndUs);
      this.control.onBreakers(this.account.risk.onDayStart(this.account.equity(), nowUs));
      this.decisions.reconsider();
    }
    this.targets.release();
    this.ownOrders.release();
  }

  private onBar(bar: BarEvent): void {
    const { account } = this;
    const i = bar.instrument;
    const listeners = this.listeners[i];
    if (bar.interval === 0) this.onBaseBar(bar, listeners);
    const known = account.instruments[i];
    const interval = account.spec.intervals[i][bar.interval];
    for (let k = 0; k < listeners.length; k++) {
      const a = listeners[k];
      this.handled(a, bar.tsUs);
      // Filled for each: what one agent writes into the bar, no other sees.
      this.agents[a].bar(this.view.fill(bar, known, interval));
    }
  }

  /** An agent elsewhere is as fresh as its last intent. */
  private handled(agent: number, tsUs: Us): void {
    if (this.ageCounts && !this.agents[agent].isExternal) this.account.consensus.handled(agent, tsUs);
  }

  private onQuote(quote: QuoteEvent): void {
    const { instrument } = quote;
    const book = this.books.applyQuote(quote);
    if (book === undefined) this.marks.onTop(instrument, quote.bidTicks, quote.askTicks);
    else this.marks.onTop(instrument, book.bestTicks(1), book.bestTicks(-1));
    const known = this.account.instruments[instrument];
    for (const a of this.listeners[instrument]) {
      this.handled(a, quote.tsUs);
      this.agents[a].quote(this.quote.fill(quote, known));
    }
  }

  private onDepth(depth: DepthEvent): void {
    const { instrument, tsUs } = depth;
    const book = this.books.apply(depth);
    this.marks.onTop(instrument, book.bestTicks(1), book.bestTicks(-1));
    for (const a of this.listeners[instrument]) {
      this.handled(a, tsUs);
      const agent = this.agents[a];
      if (agent.wantsBooks) agent.book(this.books.view(instrument).fill(tsUs));
    }
  }

  private onTrade(trade: TradeEvent): void {
    this.marks.onTrade(trade);
    const known = this.account.instruments[trade.instrument];
    for (const a of this.listeners[trade.instrument]) {
      this.handled(a, trade.tsUs);
      this.agents[a].trade(this.trade.fill(trade, known));
    }
  }

  private onBaseBar(bar: BarEvent, listeners: Int32Array): void {
    const { account } = this;
    const i = bar.instrument;
    const { rounds } = account.consensus;
    if (rounds !== undefined) {
      const instrument = account.instruments[i];
      rounds.onOpen(
        i,
        priceOf(instrument, bar.open) * this.worthFactor[i] * account.ledger.rateOf(instrument.currency),
        bar.openUs,
      );
      if (account.consensus.decidesEachRound) account.markDirty(i, 2);
    }
    this.marks.onBar(i, bar.close, bar.volume);
    if (this.targets.warmingPlaces > 0) this.warm(i, listeners);
    if (!this.exits.idle) for (let k = 0; k < listeners.length; k++) this.exits.onBar(listeners[k], bar);
  }

  /** One bar less for the agents that still want some before they decide on this instrument. */
  private warm(instrument: number, listeners: Int32Array): void {
    const { account, targets } = this;
    for (const agent of listeners) {
      const place = agent * account.instrumentCount + instrument;
      if (targets.warming[place] === 0) continue;
      targets.warming[place] -= 1;
      if (targets.warming[place] > 0) continue;
      account.consensus.setWarming(agent, instrument, false);
      targets.warmingPlaces -= 1;
    }
  }

  /** The instant is over: breakers look at the marks, then the windows close and orders leave. */
  private onInstant(): void {
    const { account } = this;
    this.control.onBreakers(account.risk.onInstant(account.nowUs));
    account.consensus.rounds?.endRound(account.equity());
    this.decisions.retry();
    this.decisions.close();
    this.ownOrders.close();
    this.slices.stepAll();
  }
}
