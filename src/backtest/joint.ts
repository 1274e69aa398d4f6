import type { Us } from '../core/base/time.ts';
import type { Engine } from '../core/engine/engine.ts';
import { EngineEvent, type EventKind } from '../core/engine/event.ts';
import type { BarVenue } from '../core/matching/bar-venue.ts';
import type { DepthVenue } from '../core/matching/depth/depth-venue.ts';
import type { Action, ActionEvent } from '../core/model/action.ts';
import { Out } from '../core/model/out.ts';
import { Reports } from '../core/model/report.ts';
import type { Cursor } from './cursor.ts';
import type { Listener } from './listener.ts';
import type { RecordCursor } from '../core/market/record-cursor.ts';
import { type Venues, Wire } from './wire.ts';

/**
 * An engine and its venues joined: an input goes in, what it causes goes to a venue, and what that answers goes in again, until
 * both are done. Times are fields all along: handed on as arguments, each would be boxed.
 */
export class Joint {
  nowUs: Us = 0;
  readonly event = new EngineEvent();
  readonly out = new Out();
  readonly engine: Engine;
  /** That of the instruments with bars. */
  readonly venue: BarVenue;
  /** That of the instruments with recorded markets, if there are any. */
  readonly books: DepthVenue | undefined;
  private readonly listener: Listener;
  private readonly reports = new Reports();
  private readonly wire: Wire;
  private draining = false;

  constructor(engine: Engine, venues: Venues, listener: Listener) {
    this.engine = engine;
    this.venue = venues.bars;
    this.books = venues.books;
    this.listener = listener;
    this.wire = new Wire(venues, engine.account);
  }

  /** An input at `nowUs`; the fields of its kind are the caller's to set in `event`. */
  send(kind: EventKind): void {
    const { event } = this;
    event.kind = kind;
    event.tsUs = this.nowUs;
    event.sequence = this.engine.sequence + 1;
    this.engine.process(event, this.out);
    if (this.out.rows > 0) this.settle();
  }

  /** What the engine put out goes to the listener and to the venue; what the venue answers goes back to the engine. */
  settle(): void {
    this.listener.onOut(this.out);
    this.wire.carry(this.out, this.nowUs, this.reports);
    this.out.clear();
    if (this.reports.count > 0 && !this.draining) this.drain();
  }

  /** The path of the cursor's bar, which ends now. */
  path(cursor: Cursor): void {
    this.venue.path(cursor.withSides(), this.reports);
    this.drain();
  }

  /** The open of the cursor's bar. What fills here may bring exits: placed at this moment, they are there for the rest of the bar. */
  open(cursor: Cursor): void {
    for (let more = true; more;) {
      this.venue.open(cursor.withSides(), this.reports);
      more = this.reports.count > 0;
      this.drain();
      if (this.venue.idle(cursor.bar.instrument)) break;
    }
  }

  /** The close of the cursor's bar, for orders that fill there. */
  close(cursor: Cursor): void {
    this.venue.close(cursor.withSides(), this.reports);
    this.drain();
  }

  /** The event at hand of a recorded market: the venue sees it first. */
  tell(cursor: RecordCursor, books: DepthVenue): void {
    const { event, reports } = this;
    const { kind } = cursor;
    if (kind === 'depth') books.depth(cursor.depth, reports);
    else if (kind === 'quote') books.quote(cursor.quote, reports);
    else books.trade(cursor.trade, reports);
    if (reports.count > 0) this.drain();
    if (kind === 'depth') event.depth = cursor.depth;
    else if (kind === 'quote') event.quote = cursor.quote;
    else event.trade = cursor.trade;
    this.send(kind ?? 'depth');
  }

  /** Reports of the books' venue that have reached us. */
  hear(): void {
    if (this.books === undefined || this.books.nextReportUs > this.nowUs) return;
    this.books.deliver(this.nowUs, this.reports);
    this.drain();
  }

  /** What happens to the holders of an instrument: to the orders that wait for it, and to everything of ours. */
  act(action: Action): void {
    const { event, venue, nowUs, reports } = this;
    if (action.kind === 'split') venue.split(action.instrument, action, nowUs, reports);
    event.action = action as ActionEvent;
    this.send('action');
    if (reports.count > 0) this.drain();
  }

  /** Orders whose time is over. */
  expire(): void {
    const { venue, books, nowUs } = this;
    if (venue.nextExpiryUs <= nowUs) {
      venue.expire(nowUs, this.reports);
      this.drain();
    }
    if (books === undefined || books.nextExpiryUs > nowUs) return;
    books.expire(nowUs, this.reports);
    this.drain();
  }

  /** Hands each report to the engine, those that the answers cause included, and clears the list. */
  private drain(): void {
    this.draining = true;
    for (let k = 0; k < this.reports.count; k++) {
      this.event.report = this.reports.at(k);
      this.send('report');
    }
    this.reports.clear();
    this.draining = false;
  }
}
