import { must } from '../core/base/assert.ts';
import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import { type Command, EngineEvent, EventKind, type Scope } from '../core/engine/event.ts';
import type { BarSeries, BarSource } from '../core/market/series.ts';
import type { BarVenue } from '../core/matching/bar-venue.ts';
import type { BarEvent } from '../core/model/bar.ts';
import { Out } from '../core/model/out.ts';
import { Reports } from '../core/model/report.ts';
import { Agenda } from './agenda.ts';
import { Cursor } from './cursor.ts';
import type { Delivery } from './delivery.ts';
import type { RateTape } from './rates.ts';
import { Wire } from './wire.ts';

/** Who listens to a run as it goes: the recorder of results, the hash, a test. */
export interface Listener {
  /** After each input that caused something; what `out` holds is valid during the call. */
  onOut(out: Out): void;
  /** A base bar has closed and everything at its instant up to the agents' handlers is done. */
  onBar(bar: BarEvent): void;
  /** Rows of base bars that closed one after the other, on their own or with those of other instruments. */
  onBars(series: BarSeries, from: number, to: number): void;
  /** The end of an instant, orders placed and those that fill at once filled; of so many, the last. */
  onInstant(passed: number): void;
  /** So many instants in which nothing happens may pass before `onInstant` is called. */
  readonly instantsUnseen: number;
}

export interface PersonCommand {
  readonly command: Command;
  readonly scope?: Scope;
  /** An agent's id or an instrument's name, for those scopes. */
  readonly subject?: string;
  readonly who?: string;
  readonly why?: string;
}

export interface DriverOptions {
  /** Bars per instrument, in the order of the engine's instruments. */
  readonly sources: readonly BarSource[];
  /** Per instrument: further intervals that agents are given. */
  readonly delivery: Delivery;
  readonly rates: RateTape;
  /** Market orders fill at the close of the deciding bar: an optimistic assumption. */
  readonly fillAtClose: boolean;
  readonly listener: Listener;
  /** Every instant by itself: the long way, which bars that close together are spared. */
  readonly oneByOne?: boolean;
}

/**
 * Walks recorded bars and drives an engine and a venue through them, instant by instant, in the order of SEMANTICS section 1.
 * Bars stream in chunks: memory does not grow with their number.
 */
export class Driver {
  bars = 0;
  nowUs: Us = 0;
  private readonly engine: Engine;
  private readonly venue: BarVenue;
  private readonly options: DriverOptions;
  private readonly cursors: readonly Cursor[];
  private readonly agenda: Agenda;
  private readonly event = new EngineEvent();
  private readonly out = new Out();
  private readonly reports = new Reports();
  private readonly wire: Wire;
  /** Cursors whose bar closes at this instant, and those whose bar opens, by instrument. */
  private readonly closing: Int32Array;
  private readonly opening: Int32Array;
  /** Per instrument: the first row of its chunk that the listener has not been told of. */
  private readonly seen: Int32Array;
  /** The last bar of an instant says that it is the last: no timer can come between it and the end. */
  private readonly endsWithBar: boolean;
  /** Bars of all instruments may be walked in step: nothing but bars and what they cause happens. */
  private readonly mayMarch: boolean;
  private started = false;

  constructor(engine: Engine, venue: BarVenue, options: DriverOptions) {
    this.engine = engine;
    this.venue = venue;
    this.options = options;
    this.cursors = options.sources.map((source) => new Cursor(source));
    this.agenda = new Agenda(this.cursors.length);
    this.closing = new Int32Array(this.cursors.length);
    this.opening = new Int32Array(this.cursors.length);
    this.seen = new Int32Array(this.cursors.length);
    this.endsWithBar = options.delivery.plain && !engine.usesTimers;
    this.mayMarch = this.endsWithBar && !options.fillAtClose && options.oneByOne !== true;
    this.wire = new Wire(venue, engine.account);
    this.cursors.forEach((cursor, index) => {
      if (cursor.done) return;
      this.agenda.times[index] = cursor.nextUs;
      this.agenda.add(index);
    });
  }

  /** Goes on for at most so many instants; false when the run is over. */
  run(instants: number): boolean {
    for (let left = instants; left > 0;) {
      if (this.engine.stopped || this.agenda.size === 0) return false;
      this.nowUs = Math.min(this.agenda.nextUs, Math.max(this.nowUs + 1, this.engine.nextTimerUs));
      if (this.inStep()) left -= this.march(left);
      else {
        this.instant();
        left -= 1;
      }
    }
    return true;
  }

  /** All instruments' bars close now, and nothing else is due or under way. */
  private inStep(): boolean {
    const { cursors, agenda, nowUs, engine } = this;
    if (!this.mayMarch || agenda.size !== cursors.length || !engine.convoy.ready) return false;
    for (let k = 0; k < cursors.length; k++) if (!cursors[k].opened || agenda.times[k] !== nowUs) return false;
    return nowUs < this.boundaryUs();
  }

  /** The next moment that is more than its bars: a session or a risk day ends, an order expires, a rate changes. */
  private boundaryUs(): Us {
    const { engine, venue, options } = this;
    return Math.min(engine.sessionCloseUs, engine.riskDayEnd, venue.nextExpiryUs, options.rates.nextUs);
  }

  /**
   * The instants from this one on in which all bars close together and open again at once: the same as `instant` for each of
   * them, without the agenda, and in one loop inside the engine while nobody acts. Returns how many, at the most `most`.
   */
  private march(most: number): number {
    const { agenda, cursors, engine, venue, options, out } = this;
    const { listener } = options;
    const { convoy, account } = engine;
    const { lanes } = convoy;
    agenda.size = 0;
    for (let k = 0; k < cursors.length; k++) {
      lanes[k].enter(must(cursors[k].chunk, 'an open bar stands in a chunk'), cursors[k].row);
      this.seen[k] = cursors[k].row;
    }
    account.nowUs = this.nowUs;
    let left = most;
    for (;;) {
      if (!venue.allIdle) this.walkPaths();
      convoy.next = 0;
      convoy.limitUs = this.boundaryUs();
      let unseen = venue.allIdle ? Math.min(left - 1, listener.instantsUnseen) : 0;
      let passed = 0;
      do {
        convoy.run(unseen, out);
        passed += convoy.passed;
        unseen -= convoy.passed;
        this.nowUs = account.nowUs;
        if (out.rows > 0) this.settle();
      } while (convoy.next < lanes.length);
      left -= passed + 1;
      this.bars += (passed + 1) * lanes.length;
      for (let k = 0; k < lanes.length; k++) {
        listener.onBars(cursors[k].chunk!, this.seen[k], lanes[k].row + 1);
        this.seen[k] = lanes[k].row + 1;
      }
      if (venue.nextExpiryUs <= this.nowUs) {
        venue.expire(this.nowUs, this.reports);
        this.drain();
      }
      if (!convoy.advances()) {
        for (let k = 0; k < lanes.length; k++) {
          cursors[k].goTo(lanes[k].row);
          this.closing[k] = k;
        }
        this.open(lanes.length, 0);
        listener.onInstant(passed + 1);
        return most - left;
      }
      convoy.advance();
      if (!venue.allIdle) this.openAgain();
      listener.onInstant(passed + 1);
      this.nowUs = lanes[0].tsUs[lanes[0].row];
      if (left <= 0 || engine.stopped || !convoy.ready || !(this.nowUs < this.boundaryUs())) break;
      account.nowUs = this.nowUs;
    }
    for (let k = 0; k < lanes.length; k++) {
      cursors[k].goTo(lanes[k].row);
      agenda.times[k] = cursors[k].bar.tsUs;
      agenda.add(k);
    }
    return most - left;
  }

  /** Paths of the bars at hand that close now, where something waits. */
  private walkPaths(): void {
    const { cursors, engine } = this;
    for (let k = 0; k < cursors.length; k++) {
      if (this.venue.idle(k)) continue;
      cursors[k].goTo(engine.convoy.lanes[k].row);
      this.walkPath(k);
    }
  }

  /** The bars at hand open, where something waits. */
  private openAgain(): void {
    const { cursors, engine } = this;
    for (let k = 0; k < cursors.length; k++) {
      if (this.venue.idle(k)) continue;
      cursors[k].goTo(engine.convoy.lanes[k].row);
      this.openBar(k);
    }
  }

  /** What a person does between two instants. */
  command({ command, scope = 'strategy', subject = '', who = 'a person', why = 'asked' }: PersonCommand): void {
    const { event } = this;
    event.command = command;
    event.scope = scope;
    event.subject = subject;
    event.who = who;
    event.why = why;
    this.send(EventKind.control);
  }

  /** Any other input at this moment, filled in by the caller: what the shell of a live session has to say. */
  enter(kind: EventKind, fill: (event: EngineEvent) => void): void {
    fill(this.event);
    this.send(kind);
  }

  /** Tells the strategies that it is over and closes the last session. */
  finish(): void {
    this.send(EventKind.stop);
  }

  /** Everything at `nowUs`. Times are read from fields all along: handed on as arguments, each would be boxed. */
  private instant(): void {
    const { agenda, cursors, closing, opening, venue, options, nowUs } = this;
    if (!this.started) {
      this.started = true;
      this.send(EventKind.start);
    }
    let closed = 0;
    let opened = 0;
    while (agenda.nextUs === nowUs) {
      const index = agenda.take();
      if (cursors[index].opened) closing[closed++] = index;
      else opening[opened++] = index;
    }
    if (options.rates.nextUs <= nowUs) options.rates.until(nowUs, this.onRate);
    for (let k = 0; k < closed; k++) this.walkPath(closing[k]);
    this.deliver(closed);
    if (closed === 0 || !this.endsWithBar) {
      if (this.engine.nextTimerUs <= nowUs) this.send(EventKind.timer);
      this.send(EventKind.instant);
    }
    if (options.fillAtClose) {
      for (let k = 0; k < closed; k++) {
        if (venue.idle(closing[k])) continue;
        venue.close(cursors[closing[k]].withSides(), this.reports);
        this.drain();
      }
    }
    if (venue.nextExpiryUs <= nowUs) {
      venue.expire(nowUs, this.reports);
      this.drain();
    }
    if (nowUs === this.engine.sessionCloseUs) this.send(EventKind.close);
    this.open(closed, opened);
    options.listener.onInstant(1);
  }

  private readonly onRate = (currency: string, rate: number): void => {
    this.event.currency = currency;
    this.event.rate = rate;
    this.send(EventKind.rate);
  };

  private walkPath(index: number): void {
    if (this.venue.idle(index)) return;
    this.venue.path(this.cursors[index].withSides(), this.reports);
    this.drain();
  }

  private deliver(closed: number): void {
    const { delivery, listener } = this.options;
    const { cursors, closing } = this;
    this.bars += closed;
    if (delivery.plain) {
      for (let k = 0; k < closed; k++) {
        const { bar } = cursors[closing[k]];
        this.event.bar = bar;
        this.event.endsInstant = this.endsWithBar && k === closed - 1;
        this.send(EventKind.bar);
        listener.onBar(bar);
      }
      this.event.endsInstant = false;
      return;
    }
    delivery.flush(this.nowUs);
    for (let k = 0; k < closed; k++) delivery.add(cursors[closing[k]].withSides());
    for (const bar of delivery.ordered()) {
      this.event.bar = bar;
      this.send(EventKind.bar);
      if (bar.interval === 0) listener.onBar(bar);
    }
  }

  /** Bars that start now open against what waits; a bar that just closed makes way for the next, which may open at once. */
  private open(closed: number, opened: number): void {
    const { cursors, closing, opening, agenda, nowUs } = this;
    let count = opened;
    for (let k = 0; k < closed; k++) {
      const index = closing[k];
      const cursor = cursors[index];
      cursor.next();
      if (cursor.done) continue;
      if (cursor.bar.openUs === nowUs) {
        opening[count++] = index;
        continue;
      }
      agenda.times[index] = cursor.bar.openUs;
      agenda.add(index);
    }
    if (closed > 0 && opened > 0) opening.subarray(0, count).sort();
    for (let k = 0; k < count; k++) {
      const index = opening[k];
      const cursor = cursors[index];
      cursor.opened = true;
      agenda.times[index] = cursor.bar.tsUs;
      agenda.add(index);
      if (!this.venue.idle(index)) this.openBar(index);
    }
  }

  private openBar(index: number): void {
    // What fills here may bring exits: placed at this moment, they are there for the rest of the bar.
    for (let more = true; more;) {
      this.venue.open(this.cursors[index].withSides(), this.reports);
      more = this.reports.count > 0;
      this.drain();
      if (this.venue.idle(index)) break;
    }
  }

  private send(kind: EventKind): void {
    const { event } = this;
    event.kind = kind;
    event.tsUs = this.nowUs;
    event.sequence = this.engine.sequence + 1;
    this.engine.process(event, this.out);
    if (this.out.rows > 0) this.settle();
  }

  /** What the engine put out goes to the listener and to the venue; what the venue answers goes back to the engine. */
  private settle(): void {
    this.options.listener.onOut(this.out);
    this.wire.carry(this.out, this.nowUs, this.reports);
    this.out.clear();
    if (this.reports.count > 0 && !this.draining) this.drain();
  }

  private draining = false;

  /** Hands each report to the engine, those that the answers cause included, and clears the list. */
  private drain(): void {
    this.draining = true;
    for (let k = 0; k < this.reports.count; k++) {
      this.event.report = this.reports.at(k);
      this.send(EventKind.report);
    }
    this.reports.clear();
    this.draining = false;
  }
}
