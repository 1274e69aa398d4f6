import { type Id, idText, readId } from '../core/base/ids.ts';
import type { Us } from '../core/base/time.ts';
import type { Engine, EngineState } from '../core/engine/engine.ts';
import type { DifferenceEvent } from '../core/model/difference.ts';
import type { Report } from '../core/model/report.ts';
import { ReportKind } from '../core/model/report.ts';
import type { SavedState as State } from '../core/base/state.ts';
import type { Resampler } from '../core/market/resample.ts';
import { type Broker, type BrokerReport, type MarketEvent as VenueEvent, toReport } from '../brokers/broker.ts';
import type { Bus, BusMessage } from '../bus/bus.ts';
import { envelopeOf } from '../contracts/caused.ts';
import type { Message } from '../contracts/contracts.ts';
import { type ConditionName, type InputCommand, InputEvent, InputOrigin } from '../contracts/input-event.ts';
import type { CorrelationsState } from '../contracts/correlations.ts';
import { Outbound } from '../contracts/outbound.ts';
import type { Feed, FeedPosition } from '../feeds/feed.ts';
import type { Journal } from '../journal/journal.ts';
import type { Snapshot, Snapshots } from '../journal/snapshots.ts';
import type { Clock } from '../telemetry/clock.ts';
import { type Hops, Journey, Point } from '../telemetry/hops.ts';
import { noTracer, traceJourney, type Tracer } from '../telemetry/traces.ts';
import { errandsOf } from './errands.ts';
import { Gateway, type Guard } from './gateway.ts';
import { type Effects, HeldEffects } from './held-effects.ts';
import { Intake, readInput, type Taken } from './intake.ts';
import { MarketPump, PLACES } from './market-pump.ts';
import { Marks, type MarksState, Source } from './marks.ts';
import { reportProblem } from './report-problem.ts';
import { type MarketPace, QuietTime } from './quiet-time.ts';
import { Requests } from './requests.ts';
import { Signals } from './signals.ts';
import { Resampling } from './resampling.ts';

export interface TraderOptions {
  /** Fresh; it is brought to where the journal ends. */
  readonly engine: Engine;
  readonly journal: Journal;
  readonly snapshots: Snapshots;
  /** A snapshot after so many inputs, or so long when there were any. */
  readonly snapshotEvery: number;
  readonly snapshotEveryUs: Us;
  /** None that stands after a later input is used: what else follows the journal has nothing of those. */
  readonly snapshotMax?: number;
  /** Resolves when whatever else follows the journal holds all inputs up to this one: a snapshot is never ahead of it. */
  readonly followed: (sequence: number) => Promise<void>;
  /** What else adds up over all inputs: it is saved with each snapshot, and told of the inputs after it alone. */
  readonly beside?: Beside;
  readonly broker: Broker;
  /** The market data after this event; from the beginning without one. */
  readonly openFeed: (after: FeedPosition | undefined) => Promise<Feed>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly guard: Guard;
  readonly hops: Hops;
  /** Left out: no traces. */
  readonly tracer?: Tracer;
  readonly fillAtClose: boolean;
  /** Per instrument: the base interval, and what makes the longer ones, the shortest first. */
  readonly intervalsUs: readonly Us[];
  readonly resamplers: readonly (readonly Resampler[])[];
  readonly venueTimeoutMs: number;
  /** The market waits for a venue that is away, as where data comes as fast as it is asked for. Default: it does not. */
  readonly isLockStep?: boolean;
  /** How time goes on while the market is quiet. Default: it stands still until the next event, as where data comes as fast as it is asked for. */
  readonly pace?: MarketPace;
  /** Who numbers the messages, and where fills happen. */
  readonly source: string;
  readonly venue: string;
  /** Of the replayed inputs before this one nobody wants to know what they caused: they come without messages. Default 1. */
  readonly wantedFrom?: number;
  /** Each input and what it caused, replayed ones too: for the audit log, which knows what it has. */
  readonly onTaken: (taken: Taken, hops: Readonly<Record<string, number>> | undefined) => void;
  readonly log: (text: string, fields: Readonly<Record<string, unknown>>) => void;
}

export interface Beside {
  save(): unknown;
  /** What `save` told; throws, and has taken nothing of it, where that is of another version. */
  load(state: unknown): void;
}

/** How a start went. */
export interface Recovery {
  /** Inputs on record, and how many of them were replayed. */
  readonly inputs: number;
  readonly replayed: number;
  readonly snapshot: number;
  readonly seconds: number;
  /** Why a snapshot was passed over or could not be used. */
  readonly notes: readonly string[];
}

interface SavedState {
  readonly engine: EngineState;
  readonly outbound: CorrelationsState;
  readonly marks: MarksState;
  readonly resampling: State;
  readonly beside?: unknown;
}

/** A trader in memory of its journal: one engine, its inputs and its effects. */
export class Trader {
  readonly gateway: Gateway;
  readonly marks = new Marks();
  readonly counts = { inputs: 0, garbage: 0, foreign: 0, refused: 0, snapshots: 0 };
  private readonly options: TraderOptions;
  private readonly intake: Intake;
  private readonly outbound: Outbound;
  private readonly held: HeldEffects;
  private readonly signals: Signals;
  private requests: Requests | undefined;
  private pump: MarketPump | undefined;
  private isRunning = false;
  private saving: Promise<void> | undefined;
  /** Inputs at the last snapshot, and when it was. */
  private savedInputs = 0;
  private savedUs: Us;
  private feedUs = Number.NaN;
  private readonly resampling: Resampling;
  /** The last market event that the venue has confirmed. */
  private confirmed = 0;
  private isVenueAway = true;
  private heard = 0;
  private readonly broken = Promise.withResolvers<never>();

  private constructor(options: TraderOptions) {
    const { engine, journal, source, venue } = options;
    this.options = options;
    this.outbound = new Outbound(engine.account, venue);
    this.signals = new Signals(options.bus, engine.account.spec, `${source}/market`);
    this.held = new HeldEffects((effects) => this.guarded(() => this.send(effects)));
    this.resampling = new Resampling(options.intervalsUs, options.resamplers);
    this.savedUs = options.clock.steadyUs();
    this.intake = new Intake({
      clock: options.clock,
      engine,
      journal,
      outbound: this.outbound,
      listener: { onInput: (taken) => this.onInput(taken) },
    });
    this.gateway = new Gateway({
      broker: options.broker,
      account: engine.account,
      clock: options.clock,
      guard: options.guard,
      hops: options.hops,
      heardReports: () => this.heardReports,
      enter: (report) => this.guarded(() => this.enterOwn(report)),
      enterUnknown: (order, why) => this.guarded(() => this.enterUnknown(order.id, order.terms.instrument, why)),
      onJourney: (order, journey) => this.trace(order, journey),
      log: (text, fields) => options.log(text, { ...fields, ...this.threadOf(fields.orderId) }),
    });
    this.broken.promise.catch(() => {});
    journal.onSynced((sequence) => this.held.release(sequence));
    journal.onFault((fault) => this.fail(fault));
  }

  /** Brings the engine to where the journal ends. Nothing leaves yet. */
  static recover(options: TraderOptions): { trader: Trader; recovery: Recovery } {
    const trader = new Trader(options);
    return { trader, recovery: trader.recover() };
  }

  private recover(): Recovery {
    const { engine, journal, snapshots, clock, wantedFrom = 1 } = this.options;
    const startedUs = clock.steadyUs();
    const { snapshot, skipped } = snapshots.latest(journal, this.options.snapshotMax);
    const notes = skipped.map(({ name, reason }) => `${name}: ${reason}`);
    const saved = snapshot === undefined ? undefined : this.besideLoaded(snapshot, notes);
    if (saved !== undefined) {
      engine.load(saved.engine);
      this.outbound.load(saved.outbound);
      this.marks.load(saved.marks);
      this.resampling.load(saved.resampling);
    }
    const after = saved === undefined ? 0 : (snapshot?.sequence ?? 0);
    let replayed = 0;
    for (const record of journal.read(after + 1)) {
      this.intake.replay(record, record.sequence >= wantedFrom);
      replayed += 1;
    }
    return {
      inputs: engine.sequence,
      replayed,
      snapshot: after,
      seconds: (clock.steadyUs() - startedUs) / 1e6,
      notes,
    };
  }

  /** undefined, and why: what adds up beside the state is of another version of ours, and the journal has it all. */
  private besideLoaded({ bytes, sequence }: Snapshot, notes: string[]): SavedState | undefined {
    const saved = JSON.parse(Buffer.from(bytes).toString('utf8')) as SavedState;
    try {
      this.options.beside?.load(saved.beside);
      return saved;
    } catch (error) {
      notes.push(`the snapshot after ${sequence}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** The number of the venue's last report that has come, of orders that are not ours too. */
  get heardReports(): number {
    return Math.max(this.heard, this.marks.reports);
  }

  /** Something that cannot be mended: nothing leaves any more, and `run` rejects with the first of its kind. */
  private fail(error: unknown): void {
    this.isRunning = false;
    this.held.fail(error);
    this.broken.reject(error);
  }

  /** Where nobody could catch what is thrown. */
  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Connects, asks about what was in flight, and begins to take requests and market data. `nowUs`: event time of a new session. */
  async start(nowUs: Us): Promise<void> {
    const { engine, broker, bus, clock, journal } = this.options;
    const waiting = this.gateway.waiting();
    const crosses = [...this.marks.crosses];
    if (engine.sequence === 0) this.enter('start', nowUs);
    // What the process before this one had noticed is noticed anew; the connection and the books speak for themselves.
    for (const [name, instrument] of engine.account.risk.conditionList())
      if (name !== 'venue-disconnected' && name !== 'books-differ')
        this.condition(name, false, instrument, 'restarted');
    await broker.connect(
      {
        onReport: (report) => this.guarded(() => this.onReport(report)),
        onConnected: () => {
          // Where the venue confirms market events, the first of them says that all that was missed has been heard.
          if (broker.simulated === undefined) this.onVenueBack();
        },
        onDisconnected: (why) => this.onVenueAway(why),
        onMarketConfirmed: (sequence) => {
          this.confirmed = Math.max(this.confirmed, sequence);
          if (this.isVenueAway) this.onVenueBack();
          this.pump?.onConfirmed(sequence);
        },
        onGarbage: (why) => this.onGarbage(why),
      },
      this.marks.reports,
    );
    this.giveAgain();
    await this.gateway.resume(waiting, () => crosses.filter(([id]) => this.marks.crosses.has(id)));
    this.isRunning = true;
    this.requests = new Requests({
      bus,
      clock,
      intake: this.intake,
      journal,
      marks: this.marks,
      names: engine.account.spec,
      ready: () => this.isRunning,
      nowUs: () => this.pump?.nowUs ?? this.intake.nowUs,
      onIntent: () => this.pump?.onAsked(),
      source: `${this.options.source}/dead-letters`,
      onRefused: (code, reason, correlationId) => {
        this.counts.refused += 1;
        this.options.log('a request was refused', { code, reason, correlationId });
      },
      onDefect: (error) => this.fail(error),
    });
  }

  /** The venue may have died with us, and have lost events that it had confirmed: what is on record here it gets again. */
  private giveAgain(): void {
    const { broker, journal } = this.options;
    const { simulated } = broker;
    if (simulated === undefined || this.marks.ticks * PLACES <= this.confirmed) return;
    for (let count = GIVEN_AGAIN; ; count *= 4) {
      const from = Math.max(1, journal.lastSequence - count);
      const [first] = this.ticksFrom(from);
      if (from > 1 && !(first !== undefined && first.sequence <= this.confirmed)) continue;
      for (const tick of this.ticksFrom(from)) if (tick.sequence > this.confirmed) simulated.market(tick);
      return;
    }
  }

  /** Quotes, trades and books on record from this input on, as the venue was told of them; each valid until the next. */
  private *ticksFrom(from: number): Generator<VenueEvent, void, void> {
    const event = new InputEvent();
    const origin = new InputOrigin();
    for (const record of this.options.journal.read(from)) {
      readInput(record, event, origin);
      if (origin.source !== Source.feed) continue;
      const sequence = origin.sequence * PLACES;
      const { kind, quote, trade, depth } = event;
      if (kind === 'quote') yield { sequence, kind, quote };
      else if (kind === 'trade') yield { sequence, kind, trade };
      else if (kind === 'depth') yield { sequence, kind, depth };
    }
  }

  /** What is there to do, and how much was done; both in pieces of work, so that one that stands still is seen. */
  get progress(): { readonly waiting: number; readonly done: number } {
    const { journal } = this.options;
    const { taken, through } = this.pump?.counts ?? { taken: 0, through: 0 };
    const unsynced = journal.lastSequence - journal.syncedSequence;
    return { waiting: taken - through + unsynced + this.held.count, done: through + journal.syncedSequence };
  }

  /** When the last event was taken from the feed, by the steady clock; NaN before the first. */
  get lastFeedUs(): Us {
    return this.feedUs;
  }

  /** Until the feed ends: true; false when it was stopped. */
  async run(): Promise<boolean> {
    const { options, marks } = this;
    const feed = await options.openFeed(marks.through);
    if (!this.isRunning) {
      await feed.stop();
      // It was stopped, or failed before it could run.
      return Promise.race([this.broken.promise, Promise.resolve(false)]);
    }
    const { pace } = options;
    const pump = new MarketPump({
      feed,
      quiet: pace === undefined ? undefined : new QuietTime(options.clock, options.engine, pace),
      engine: options.engine,
      intake: this.intake,
      marks,
      clock: options.clock,
      venue: options.broker.simulated,
      confirmed: this.confirmed,
      isVenueThere: !this.isVenueAway,
      fillAtClose: options.fillAtClose,
      resampling: this.resampling,
      venueTimeoutMs: options.venueTimeoutMs,
      isLockStep: options.isLockStep ?? false,
      settled: () => this.settled(),
      keptUp: () => this.keptUp(),
      answered: () => this.gateway.answered(),
      sent: () => this.gateway.counts.sent,
      onBetween: () => this.snapshotIfDue(),
      onFeed: (steadyUs) => (this.feedUs = steadyUs),
      onVenueSilent: () => this.onVenueAway('no answer in time'),
      onStale: (instrument, stale) => this.condition('feed-stale', stale, instrument, ''),
    });
    this.pump = pump;
    try {
      return await Promise.race([pump.run(), this.broken.promise]);
    } catch (error) {
      this.fail(error);
      await pump.stop();
      throw error;
    }
  }

  /** No more market data and requests; what is held leaves, a last snapshot is taken. The broker is the caller's to close. */
  async stop(): Promise<void> {
    this.isRunning = false;
    try {
      await this.pump?.stop();
      await this.requests?.close();
      if (this.options.journal.fault !== undefined) return;
      await this.settled();
      await this.saving;
      await this.snapshot();
    } finally {
      this.gateway.close();
    }
  }

  private onVenueAway(why: string): void {
    this.isVenueAway = true;
    this.pump?.onDisconnected();
    this.condition('venue-disconnected', true, -1, why);
  }

  private onVenueBack(): void {
    this.isVenueAway = false;
    this.condition('venue-disconnected', false, -1, '');
    this.gateway.connected();
  }

  /** A command of this process's own: a watchdog's kill that was found in the latch, a limit that was reloaded. */
  command(
    command: InputCommand,
    scope: 'account' | 'strategy' | 'instrument',
    subject: string,
    who: string,
    why: string,
    changes: Partial<Pick<InputEvent, 'limits' | 'method' | 'weights'>> = {},
  ): void {
    const { event } = this.intake;
    Object.assign(event, { limits: {}, method: '', weights: {} }, changes);
    event.command = command;
    event.scope = scope;
    event.subject = subject;
    event.who = who;
    event.why = why;
    this.guarded(() => this.enter('control', this.intake.nowUs));
  }

  /** A difference between our books and the venue's, to be resolved; an order that it makes doubtful is asked about. */
  difference(found: DifferenceEvent): void {
    Object.assign(this.intake.event.difference, found);
    this.enter('difference', this.intake.nowUs);
    if (found.orderId !== 0) this.gateway.suspect(found.orderId);
  }

  /** Something about the world is so, or is so no longer; saying it again changes nothing. Said while an input is at work, it follows that one. */
  condition(name: ConditionName, on: boolean, instrument: number, detail: string): void {
    const { engine, journal } = this.options;
    if (this.intake.isEntering) {
      queueMicrotask(() => this.condition(name, on, instrument, detail));
      return;
    }
    if (engine.account.risk.hasCondition(name, instrument) === on || journal.fault !== undefined) return;
    const { condition } = this.intake.event;
    condition.name = name;
    condition.on = on;
    condition.instrument = instrument;
    condition.sinceUs = this.options.clock.nowUs();
    condition.detail = detail.slice(0, 200);
    this.guarded(() => this.enter('condition', this.intake.nowUs));
  }

  /**
   * The state after the last input, on the disk. Nothing where a strategy cannot be saved, which means that a start replays
   * all, and nothing inside an instant, whose bars are still to come.
   */
  async snapshot(): Promise<void> {
    const { engine, journal, snapshots, followed } = this.options;
    const { sequence } = engine;
    if (engine.unsaved.length > 0 || sequence === 0 || this.marks.under !== undefined) return;
    const state: SavedState = {
      engine: engine.save(),
      outbound: this.outbound.save(),
      marks: this.marks.save(),
      resampling: this.resampling.save(),
      beside: this.options.beside?.save(),
    };
    const bytes = Buffer.from(JSON.stringify(state));
    await followed(sequence);
    await snapshots.save(journal, sequence, bytes);
    this.counts.snapshots += 1;
  }

  private snapshotIfDue(): void {
    const { clock, journal, log, snapshotEvery, snapshotEveryUs } = this.options;
    const inputs = this.counts.inputs - this.savedInputs;
    if (inputs === 0 || this.saving !== undefined || journal.fault !== undefined) return;
    const nowUs = clock.steadyUs();
    if (inputs < snapshotEvery && nowUs - this.savedUs < snapshotEveryUs) return;
    this.savedInputs = this.counts.inputs;
    this.savedUs = nowUs;
    this.saving = this.snapshot()
      .catch((error: unknown) => log('a snapshot could not be written', { why: String(error) }))
      .finally(() => (this.saving = undefined));
  }

  private enter(kind: 'start' | 'control' | 'condition' | 'difference' | 'report', tsUs: Us): void {
    const { event, origin } = this.intake;
    event.kind = kind;
    event.tsUs = tsUs;
    event.endsInstant = false;
    origin.source = Source.runtime;
    origin.sequence = this.marks.own + 1;
    origin.correlationId = '';
    this.intake.enter();
  }

  private onReport(report: BrokerReport): void {
    const { event, origin } = this.intake;
    const { orders, instrumentCount } = this.options.engine.account;
    this.heard = Math.max(this.heard, report.number);
    const id = readId('o', report.clientOrderId);
    const order = id === undefined ? undefined : orders.get(id);
    const problem = reportProblem(report, order, instrumentCount);
    if (problem !== undefined) {
      this.onGarbage(problem);
      return;
    }
    if (id === undefined) {
      this.counts.foreign += 1;
      this.options.log('the venue reports an order that is not ours', { clientOrderId: report.clientOrderId });
      return;
    }
    // The engine says so in the record.
    if (order === undefined && report.kind !== ReportKind.crossPrice) this.counts.foreign += 1;
    toReport(report, id, event.report);
    if (order !== undefined) event.report.instrument = order.terms.instrument;
    event.report.reason = report.reason.slice(0, REASON_MAX);
    event.kind = 'report';
    event.tsUs = report.reachedUs ?? report.tsUs;
    event.endsInstant = false;
    origin.source = Source.venue;
    origin.sequence = report.number;
    origin.correlationId = '';
    this.intake.enter();
  }

  private onGarbage(why: string): void {
    this.counts.garbage += 1;
    this.options.log('the venue said something that cannot be read', { why });
  }

  private enterOwn(report: Report): void {
    // Whenever the answer came: in the record it has happened now.
    Object.assign(this.intake.event.report, report, { tsUs: this.intake.nowUs });
    this.enter('report', this.intake.nowUs);
  }

  private enterUnknown(id: Id, instrument: number, why: string): void {
    const { report } = this.intake.event;
    report.kind = ReportKind.lost;
    report.orderId = id;
    report.instrument = instrument;
    report.tsUs = this.intake.nowUs;
    report.lots = 0;
    report.fillId = 0;
    report.priceTicks = 0;
    report.fee = 0n;
    report.slippage = 0n;
    report.maker = false;
    report.reason = why.slice(0, REASON_MAX);
    this.enter('report', this.intake.nowUs);
  }

  private onInput(taken: Taken): void {
    const { event, origin, out, caused, isReplay } = taken;
    const { engine, clock, hops, onTaken } = this.options;
    this.counts.inputs += 1;
    this.marks.onInput(event, origin);
    const { crossRequests } = out;
    for (let row = 0; row < crossRequests.count; row++) {
      if (crossRequests.cancelled[row] === 1) this.marks.crosses.delete(crossRequests.id[row]);
      else this.marks.crosses.set(crossRequests.id[row], crossRequests.instrument[row]);
    }
    if (isReplay) this.resampling.replay(event, origin);
    else if (event.kind === 'report') this.gateway.heard(event.report);
    onTaken(taken, undefined);
    if (isReplay) return;
    const signal = this.signals.of(event);
    if (out.rows === 0 && signal === undefined) return;
    let journey: Journey | undefined;
    if (out.orders.count > 0 && origin.source === Source.feed) {
      journey = new Journey();
      hops.reach(journey, Point.feed, this.feedUs);
      hops.reach(journey, Point.sequenced, this.intake.sequencedUs);
      hops.reach(journey, Point.journaled, this.intake.journaledUs);
      hops.reach(journey, Point.decided, clock.steadyUs());
    }
    const errands = errandsOf(out, engine.account);
    this.held.hold({ sequence: event.sequence, errands, signal, caused, journey });
  }

  private send({ errands, signal, caused, journey }: Effects): void {
    const { bus, clock, hops, source } = this.options;
    if (journey !== undefined) hops.reach(journey, Point.synced, clock.steadyUs());
    for (const errand of errands) this.gateway.do(errand, journey);
    if (signal !== undefined) bus.offer(signal.subject, () => this.carried(signal));
    const { messages } = caused;
    if (messages.length === 0) return;
    // One for all: an offer is taken or not before the next is made.
    let place = 0;
    const carry = (): BusMessage => this.carried(envelopeOf(caused, place, source));
    for (; place < messages.length; place++) bus.offer(messages[place].subject, carry);
  }

  private carried(message: Message): BusMessage {
    const { subject, source, sequence, correlationId } = message;
    const { tracer = noTracer } = this.options;
    return { subject, source, sequence, body: JSON.stringify(message), headers: tracer.headers(correlationId) };
  }

  /** By the wall clock of now: a journey is short beside the time in which a clock strays. */
  private trace(order: Id, journey: Journey): void {
    const { tracer = noTracer, clock } = this.options;
    if (!tracer.enabled) return;
    const offsetUs = clock.nowUs() - clock.steadyUs();
    traceJourney(tracer, this.outbound.correlationOf(order), journey, offsetUs, idText('o', order));
  }

  /** What a line about an order is found by. */
  private threadOf(orderId: unknown): { readonly correlationId?: string } {
    const id = typeof orderId === 'string' ? readId('o', orderId) : undefined;
    return id === undefined ? {} : { correlationId: this.outbound.correlationOf(id) };
  }

  /** Resolves when what was caused so far has left, and there is room in the journal; at once where that is so. */
  private settled(): Promise<void> | undefined {
    const { journal } = this.options;
    if (journal.fault !== undefined) return Promise.reject(journal.fault);
    const sent = this.held.sent();
    if (sent !== undefined) return sent;
    return journal.isFull ? journal.room() : undefined;
  }

  /** Resolves when no more is held than may be; what is held has a turn of the event loop to leave, and reports one to come in. */
  private keptUp(): Promise<void> | undefined {
    const { journal } = this.options;
    const { count } = this.held;
    if (count === 0 || count >= HELD_MAX || journal.fault !== undefined || journal.isFull) return this.settled();
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** So many inputs whose consequences wait for the disk, before the market waits with them. */
const HELD_MAX = 256;

/** Inputs that are looked through, at first, for events that the venue has lost. */
const GIVEN_AGAIN = 4_096;

/** Of what others say, so much is kept. */
const REASON_MAX = 200;
