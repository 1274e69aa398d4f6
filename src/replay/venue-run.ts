import type { Us } from '../core/base/time.ts';
import { Engine } from '../core/engine/engine.ts';
import { EngineEvent, EventKind } from '../core/engine/event.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import type { BarVenue } from '../core/matching/bar-venue.ts';
import { Out } from '../core/model/out.ts';
import { Reports } from '../core/model/report.ts';
import type { InputEvent } from '../contracts/input-event.ts';
import type { RunExecution } from '../config/run-file.ts';
import { makeVenue } from '../backtest/venue.ts';
import { Wire } from '../backtest/wire.ts';
import { BarsAhead, type Inputs, isBaseBar } from './market-events.ts';

/** Told of what an engine has put out, and of each end of an instant. */
export interface RunListener {
  onOut(out: Out): void;
  onInstant(): void;
}

export interface VenueRunOptions<Listener extends RunListener> {
  readonly spec: EngineSpec;
  readonly execution: RunExecution;
  readonly inputs: Inputs;
  readonly listener: (engine: Engine) => Listener;
}

/** Facts of the session's own processes and connections, which a backtest has not. */
const OWN_CONDITIONS: ReadonlySet<string> = new Set([
  'feed-stale',
  'clock-jumped',
  'venue-disconnected',
  'books-differ',
  'audit-stalled',
]);

/**
 * The recorded market and commands through a fresh engine, with the venue of a backtest in the place of everything that the
 * session's venue said: in the order of SEMANTICS section 1, and numbered anew.
 */
export class VenueRun<Listener extends RunListener> {
  readonly engine: Engine;
  readonly listener: Listener;
  private readonly venue: BarVenue;
  private readonly wire: Wire;
  private readonly fillAtClose: boolean;
  private readonly inputs: Inputs;
  private readonly ahead: BarsAhead;
  private readonly hasOpened: Uint8Array;
  private readonly event = new EngineEvent();
  private readonly out = new Out();
  private readonly reports = new Reports();
  private isDraining = false;
  /** The moment whose closes are under way or done. */
  private closingUs: Us = Number.NEGATIVE_INFINITY;
  private endedUs: Us = Number.NEGATIVE_INFINITY;
  /** The votes of `nowUs` are in, its closes are to fill before anything else happens: after the last one on record they never do. */
  private closesWait = false;
  /** Bars that start at `closingUs` are to open before anything else happens. */
  private opensWait = false;
  private nowUs: Us = 0;

  constructor({ spec, execution, inputs, listener }: VenueRunOptions<Listener>) {
    this.engine = new Engine(spec);
    this.venue = makeVenue(this.engine.account, execution);
    this.wire = new Wire({ bars: this.venue, books: undefined, isRecorded: [] }, this.engine.account);
    this.fillAtClose = execution.fill === 'close';
    this.inputs = inputs;
    this.listener = listener(this.engine);
    this.ahead = new BarsAhead(inputs, spec.instruments.length);
    this.hasOpened = new Uint8Array(spec.instruments.length);
  }

  run(): this {
    for (const event of this.inputs()) this.take(event);
    if (this.closesWait) this.listener.onInstant();
    return this;
  }

  private take(event: InputEvent): void {
    this.fillCloses();
    switch (event.kind) {
      case 'report':
      case 'difference':
      case 'timer':
      case 'close':
        return;
      case 'condition':
        if (OWN_CONDITIONS.has(event.condition.name)) return;
        break;
      case 'bar':
        this.reach(event.tsUs);
        break;
      case 'instant':
        this.reach(event.tsUs);
        // A timer of the session's own time is none here.
        if (event.tsUs > this.endedUs) this.endInstant();
        return;
    }
    if (this.opensWait) this.open(this.closingUs);
    this.pass(event);
  }

  /** Up to an instant: timers before it have instants of their own. */
  private reach(tsUs: Us): void {
    if (tsUs <= this.closingUs) return;
    for (;;) {
      const atUs = Math.max(this.nowUs + 1, this.engine.nextTimerUs);
      if (!(atUs < tsUs)) break;
      this.begin(atUs);
      this.endInstant();
    }
    this.begin(tsUs);
  }

  /** All paths of an instant come before its first bar. */
  private begin(tsUs: Us): void {
    this.fillCloses();
    this.open(tsUs - 1);
    this.closingUs = tsUs;
    this.nowUs = tsUs;
    for (let i = 0; i < this.hasOpened.length; i++) {
      const bar = this.ahead.peek(i);
      if (bar?.tsUs !== tsUs || this.venue.idle(i)) continue;
      this.venue.path(bar, this.reports);
      this.drain();
    }
  }

  private endInstant(): void {
    const { engine, nowUs } = this;
    if (engine.nextTimerUs <= nowUs) this.send(EventKind.timer);
    this.send(EventKind.instant);
    this.endedUs = nowUs;
    this.closesWait = true;
  }

  private fillCloses(): void {
    if (!this.closesWait) return;
    this.closesWait = false;
    const { engine, venue, nowUs } = this;
    for (let i = 0; i < this.hasOpened.length; i++) {
      const bar = this.ahead.peek(i);
      if (bar?.tsUs !== nowUs) continue;
      if (this.fillAtClose && !venue.idle(i)) {
        venue.close(bar, this.reports);
        this.drain();
      }
      this.ahead.take(i);
      this.hasOpened[i] = 0;
    }
    if (venue.nextExpiryUs <= nowUs) {
      venue.expire(nowUs, this.reports);
      this.drain();
    }
    if (nowUs === engine.sessionCloseUs) this.send(EventKind.close);
    this.listener.onInstant();
    this.opensWait = true;
  }

  /** The bars that start at this moment or before it open, in the order of time and then of instruments. */
  private open(lastUs: Us): void {
    this.opensWait = false;
    for (;;) {
      let next = -1;
      let nextUs = Number.POSITIVE_INFINITY;
      for (let i = 0; i < this.hasOpened.length; i++) {
        const openUs = this.hasOpened[i] === 1 ? Number.POSITIVE_INFINITY : (this.ahead.peek(i)?.openUs ?? Infinity);
        if (openUs > lastUs || openUs >= nextUs) continue;
        next = i;
        nextUs = openUs;
      }
      if (next < 0) return;
      this.hasOpened[next] = 1;
      this.nowUs = Math.max(this.nowUs, nextUs);
      this.openBar(next);
    }
  }

  private openBar(instrument: number): void {
    // What fills here may bring exits: placed at this moment, they are there for the rest of the bar.
    while (!this.venue.idle(instrument)) {
      const bar = this.ahead.peek(instrument);
      if (bar === undefined) return;
      this.venue.open(bar, this.reports);
      if (this.reports.count === 0) return;
      this.drain();
    }
  }

  /** An input as it was recorded, under a number of this run. */
  private pass(event: InputEvent): void {
    this.nowUs = Math.max(this.nowUs, event.tsUs);
    const endsInstant = isBaseBar(event) && event.endsInstant;
    event.sequence = this.engine.sequence + 1;
    event.tsUs = this.nowUs;
    event.endsInstant = false;
    this.engine.process(event, this.out);
    if (this.out.rows > 0) this.settle();
    if (endsInstant) this.endInstant();
  }

  private send(kind: EventKind): void {
    const { event } = this;
    event.kind = kind;
    event.tsUs = this.nowUs;
    event.sequence = this.engine.sequence + 1;
    this.engine.process(event, this.out);
    if (this.out.rows > 0) this.settle();
  }

  private settle(): void {
    this.listener.onOut(this.out);
    this.wire.carry(this.out, this.nowUs, this.reports);
    this.out.clear();
    if (this.reports.count > 0 && !this.isDraining) this.drain();
  }

  /** Hands each report to the engine, those that the answers cause included. */
  private drain(): void {
    this.isDraining = true;
    for (let k = 0; k < this.reports.count; k++) {
      this.event.report = this.reports.at(k);
      this.send(EventKind.report);
    }
    this.reports.clear();
    this.isDraining = false;
  }
}
