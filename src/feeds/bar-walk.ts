import { assert } from '../core/base/assert.ts';
import type { Us } from '../core/base/time.ts';
import type { BarSeries, BarSource } from '../core/market/series.ts';
import { BarEvent } from '../core/model/bar.ts';
import { type MarketEvent, MarketKind } from './feed.ts';

/** One instrument's bar at hand: it opens, then it closes. */
class Lane {
  readonly bar = new BarEvent();
  opened = false;
  done = false;
  private readonly source: BarSource;
  private chunk: BarSeries | undefined;
  private row = -1;

  constructor(source: BarSource) {
    this.source = source;
    this.advance();
  }

  get nextUs(): Us {
    if (this.done) return Number.POSITIVE_INFINITY;
    return this.opened ? this.bar.tsUs : this.bar.openUs;
  }

  advance(): void {
    this.opened = false;
    this.row += 1;
    if (this.chunk === undefined || this.row >= this.chunk.length) {
      this.chunk = this.source.next();
      this.row = 0;
    }
    if (this.chunk === undefined) this.done = true;
    else this.chunk.read(this.row, this.bar);
  }
}

/** Bars of several instruments as one stream of market events: per instant the closes, its end, the opens, each by instrument. */
export class BarWalk {
  private readonly lanes: readonly Lane[];
  private nowUs: Us = Number.NEGATIVE_INFINITY;
  /** 0: closes are given, and then the end of the instant; 1: opens. */
  private phase = 1;
  private place = 0;
  /** Its bar has been given and is still in the reader's hands. */
  private given: Lane | undefined;

  /** Bars in the order of time that do not overlap, per instrument; the events' instruments are those of the sources. */
  constructor(sources: readonly BarSource[]) {
    this.lanes = sources.toSorted((a, b) => a.instrument.index - b.instrument.index).map((source) => new Lane(source));
  }

  /** The next event into the object, all but its number; false at the end. */
  next(into: MarketEvent): boolean {
    this.given?.advance();
    this.given = undefined;
    for (;;) {
      while (this.place < this.lanes.length) {
        const lane = this.lanes[this.place++];
        if (this.phase === 0 ? this.closes(lane, into) : this.opens(lane, into)) return true;
      }
      if (this.phase === 0) {
        this.phase = 1;
        this.place = 0;
        into.kind = MarketKind.instant;
        into.tsUs = this.nowUs;
        into.instrument = -1;
        return true;
      }
      if (!this.begin()) return false;
    }
  }

  private closes(lane: Lane, into: MarketEvent): boolean {
    if (!lane.opened || lane.bar.tsUs !== this.nowUs) return false;
    this.given = lane;
    return this.fill(MarketKind.bar, lane, into);
  }

  private opens(lane: Lane, into: MarketEvent): boolean {
    if (lane.done || lane.opened || lane.bar.openUs !== this.nowUs) return false;
    lane.opened = true;
    return this.fill(MarketKind.open, lane, into);
  }

  private fill(kind: MarketKind, { bar }: Lane, into: MarketEvent): true {
    into.kind = kind;
    into.tsUs = this.nowUs;
    into.instrument = bar.instrument;
    into.bar = bar;
    return true;
  }

  /** On to the next instant. */
  private begin(): boolean {
    let nextUs = Number.POSITIVE_INFINITY;
    for (const lane of this.lanes) nextUs = Math.min(nextUs, lane.nextUs);
    if (nextUs === Number.POSITIVE_INFINITY) return false;
    assert(nextUs > this.nowUs, 'bars come in the order of time and do not overlap');
    this.nowUs = nextUs;
    this.phase = 0;
    this.place = 0;
    return true;
  }
}
