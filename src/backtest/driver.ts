import { must } from '../core/base/assert.ts';
import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import { type Command, type EngineEvent, EventKind, type Scope } from '../core/engine/event.ts';
import type { Action } from '../core/model/action.ts';
import type { BarSource } from '../core/market/series.ts';
import type { BarVenue } from '../core/matching/bar-venue.ts';
import type { DepthFaults, DepthVenue } from '../core/matching/depth/depth-venue.ts';
import type { ActionTape } from './action-tape.ts';
import { Agenda } from './agenda.ts';
import { Cursor } from './cursor.ts';
import type { Delivery } from './delivery.ts';
import { Joint } from './joint.ts';
import type { Listener } from './listener.ts';
import { March } from './march.ts';
import type { RateTape } from './rates.ts';
import type { RecordCursor } from '../core/market/record-cursor.ts';

export interface PersonCommand {
  readonly command: Command;
  readonly scope?: Scope;
  /** An agent's id or an instrument's name, for those scopes. */
  readonly subject?: string;
  readonly who?: string;
  readonly why?: string;
}

export interface DriverOptions {
  /** Bars per instrument, in the order of the engine's instruments; none where it has a recorded market. */
  readonly sources: readonly BarSource[];
  /** Recorded markets, each of another instrument, and the venue that they fill orders at. */
  readonly recorded?: { readonly records: readonly RecordCursor[]; readonly venue: DepthVenue };
  /** Per instrument: further intervals that agents are given. */
  readonly delivery: Delivery;
  readonly rates: RateTape;
  /** What happens to holders between two bars. */
  readonly actions: ActionTape;
  /** Market orders fill at the close of the deciding bar: an optimistic assumption. */
  readonly fillAtClose: boolean;
  readonly listener: Listener;
  /** Every instant by itself: the long way, which bars that close together are spared. */
  readonly oneByOne?: boolean;
}

/**
 * Walks recorded bars and markets and drives an engine and its venues through them, instant by instant, in the order of SEMANTICS section 1.
 * Bars stream in chunks: memory does not grow with their number.
 */
export class Driver {
  bars = 0;
  /** Quotes, trades and books. */
  events = 0;
  private readonly joint: Joint;
  private readonly options: DriverOptions;
  private readonly cursors: readonly Cursor[];
  private readonly records: readonly RecordCursor[];
  private readonly agenda: Agenda;
  private readonly march: March;
  /** Cursors whose bar closes at this instant, and those whose bar opens, by instrument. */
  private readonly closing: Int32Array;
  private readonly opening: Int32Array;
  /** Records with something to tell at this instant, by instrument. */
  private readonly telling: Int32Array;
  /** The last bar of an instant says that it is the last: no timer can come between it and the end. */
  private readonly endsWithBar: boolean;
  /** Nothing but bars and what they cause happens: they may be walked in step. */
  private readonly mayMarch: boolean;
  private started = false;

  constructor(engine: Engine, venue: BarVenue, options: DriverOptions) {
    this.records = options.recorded?.records ?? [];
    const isRecorded = options.sources.map((_, i) => this.records.some(({ instrument }) => instrument === i));
    const venues = { bars: venue, books: options.recorded?.venue, isRecorded };
    this.joint = new Joint(engine, venues, options.listener);
    this.options = options;
    this.cursors = options.sources.map((source) => new Cursor(source));
    this.agenda = new Agenda(this.cursors.length + this.records.length);
    this.closing = new Int32Array(this.cursors.length);
    this.opening = new Int32Array(this.cursors.length);
    this.telling = new Int32Array(this.records.length);
    this.endsWithBar = options.delivery.plain && !engine.usesTimers;
    this.mayMarch = this.endsWithBar && !options.fillAtClose && options.oneByOne !== true && this.records.length === 0;
    this.march = new March(this.joint, this.cursors, [options.rates, options.actions], options.listener, () =>
      this.closeAll(),
    );
    this.cursors.forEach((cursor, index) => {
      if (!cursor.done) this.enlist(index, cursor.nextUs);
    });
    this.records.forEach((record, k) => {
      if (record.kind !== undefined) this.enlist(this.cursors.length + k, record.nextUs);
    });
  }

  /** What of the recorded books could not be true; undefined where none are recorded. */
  get bookFaults(): DepthFaults | undefined {
    return this.joint.books?.faults;
  }

  /** The instant at hand. */
  get nowUs(): Us {
    return this.joint.nowUs;
  }

  /** Goes on for at most so many instants; false when the run is over. */
  run(instants: number): boolean {
    const { joint, agenda, cursors } = this;
    const { engine } = joint;
    for (let left = instants; left > 0;) {
      const answerUs = joint.books === undefined ? Number.POSITIVE_INFINITY : joint.books.nextReportUs;
      // What the venue has said before the data ended still reaches us.
      if (engine.stopped || (agenda.size === 0 && answerUs === Number.POSITIVE_INFINITY)) return false;
      const timerUs = agenda.size === 0 ? Number.POSITIVE_INFINITY : engine.nextTimerUs;
      joint.nowUs = Math.min(agenda.nextUs, Math.max(joint.nowUs + 1, Math.min(timerUs, answerUs)));
      if (this.mayMarch && agenda.size === cursors.length && this.march.mayBegin) left -= this.inStep(left);
      else {
        this.instant();
        left -= 1;
      }
    }
    return true;
  }

  private inStep(most: number): number {
    const { agenda, cursors } = this;
    agenda.size = 0;
    const instants = this.march.run(most);
    this.bars += instants * cursors.length;
    // Unless they have parted, all are in progress.
    if (agenda.size === 0)
      for (let k = 0; k < cursors.length; k++) if (!cursors[k].done) this.enlist(k, cursors[k].nextUs);
    return instants;
  }

  /** Every bar at hand has closed, and what comes next has yet to open. */
  private closeAll(): void {
    for (let k = 0; k < this.cursors.length; k++) this.closing[k] = k;
    this.open(this.cursors.length, 0);
  }

  private enlist(index: number, atUs: Us): void {
    this.agenda.times[index] = atUs;
    this.agenda.add(index);
  }

  /** What a person does between two instants. */
  command({ command, scope = 'strategy', subject = '', who = 'a person', why = 'asked' }: PersonCommand): void {
    const { event } = this.joint;
    event.command = command;
    event.scope = scope;
    event.subject = subject;
    event.who = who;
    event.why = why;
    this.joint.send(EventKind.control);
  }

  /** Any other input at this moment, filled in by the caller: what the shell of a live session has to say. */
  enter(kind: EventKind, fill: (event: EngineEvent) => void): void {
    fill(this.joint.event);
    this.joint.send(kind);
  }

  /** Tells the strategies that it is over and closes the last session. */
  finish(): void {
    this.joint.send(EventKind.stop);
  }

  /** Everything at `nowUs`. */
  private instant(): void {
    const { joint, agenda, cursors, closing, opening, options } = this;
    const { engine, venue, nowUs } = joint;
    if (!this.started) {
      this.started = true;
      joint.send(EventKind.start);
    }
    let closed = 0;
    let opened = 0;
    let told = 0;
    while (agenda.nextUs === nowUs) {
      const index = agenda.take();
      if (index >= cursors.length) this.telling[told++] = index - cursors.length;
      else if (cursors[index].opened) closing[closed++] = index;
      else opening[opened++] = index;
    }
    if (options.rates.nextUs <= nowUs) options.rates.until(nowUs, this.onRate);
    for (let k = 0; k < closed; k++) if (!venue.idle(closing[k])) joint.path(cursors[closing[k]]);
    joint.hear();
    for (let k = 0; k < told; k++) this.tell(this.telling[k]);
    this.deliver(closed);
    if (closed === 0 || !this.endsWithBar) {
      if (engine.nextTimerUs <= nowUs) joint.send(EventKind.timer);
      joint.send(EventKind.instant);
    }
    if (options.fillAtClose) {
      for (let k = 0; k < closed; k++) if (!venue.idle(closing[k])) joint.close(cursors[closing[k]]);
    }
    joint.expire();
    if (nowUs === engine.sessionCloseUs) joint.send(EventKind.close);
    if (options.actions.nextUs <= nowUs) options.actions.until(nowUs, this.onAction);
    this.open(closed, opened);
    options.listener.onInstant(1);
  }

  private readonly onAction = (action: Action): void => {
    if (action.kind === 'split') this.options.delivery.split(action.instrument, action);
    this.joint.act(action);
  };

  private readonly onRate = (currency: string, rate: number): void => {
    this.joint.event.currency = currency;
    this.joint.event.rate = rate;
    this.joint.send(EventKind.rate);
  };

  /** What happened in a recorded market at this instant, event after event: each to the venue, then to the agents. */
  private tell(index: number): void {
    const { joint } = this;
    const { listener } = this.options;
    const record = this.records[index];
    const books = must(joint.books, 'a recorded market has its venue');
    do {
      joint.tell(record, books);
      this.events += 1;
      listener.onMarket?.(record.instrument);
      record.next();
    } while (record.kind !== undefined && record.nextUs === joint.nowUs);
    if (record.kind !== undefined) this.enlist(this.cursors.length + index, record.nextUs);
  }

  private deliver(closed: number): void {
    const { joint, cursors, closing } = this;
    const { delivery, listener } = this.options;
    const { event } = joint;
    this.bars += closed;
    if (delivery.plain) {
      for (let k = 0; k < closed; k++) {
        const { bar } = cursors[closing[k]];
        event.bar = bar;
        event.endsInstant = this.endsWithBar && k === closed - 1;
        joint.send(EventKind.bar);
        listener.onBar(bar);
      }
      event.endsInstant = false;
      return;
    }
    delivery.flush(joint.nowUs);
    for (let k = 0; k < closed; k++) delivery.add(cursors[closing[k]].withSides());
    for (const bar of delivery.ordered()) {
      event.bar = bar;
      joint.send(EventKind.bar);
      if (bar.interval === 0) listener.onBar(bar);
    }
  }

  /** Bars that start now open against what waits; a bar that just closed makes way for the next, which may open at once. */
  private open(closed: number, opened: number): void {
    const { joint, cursors, closing, opening } = this;
    let count = opened;
    for (let k = 0; k < closed; k++) {
      const index = closing[k];
      const cursor = cursors[index];
      cursor.next();
      if (cursor.done) continue;
      if (cursor.bar.openUs === joint.nowUs) opening[count++] = index;
      else this.enlist(index, cursor.bar.openUs);
    }
    if (closed > 0 && opened > 0) opening.subarray(0, count).sort();
    for (let k = 0; k < count; k++) {
      const index = opening[k];
      const cursor = cursors[index];
      cursor.opened = true;
      this.enlist(index, cursor.bar.tsUs);
      if (!joint.venue.idle(index)) joint.open(cursor);
    }
  }
}
