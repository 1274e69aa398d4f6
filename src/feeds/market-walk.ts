import type { Us } from '../core/base/time.ts';
import type { RecordCursor } from '../core/market/record-cursor.ts';
import type { BarSource } from '../core/market/series.ts';
import { BarWalk } from './bar-walk.ts';
import { MarketEvent, MarketKind } from './feed.ts';
import { RecordLane, type RefusedTick } from './record-lane.ts';

/** Inside one instant: closes, then what recorded markets tell, its end, then opens. */
const RANK: Partial<Record<MarketKind, number>> = {
  [MarketKind.bar]: 0,
  [MarketKind.instant]: 2,
  [MarketKind.open]: 3,
};
const RANK_TICK = 1;
const NONE = Number.POSITIVE_INFINITY;

/**
 * Recorded markets, and bars of other instruments, as one stream of market events in the order of SEMANTICS section 1: inside
 * one instant all that one market told before the next market, in the recorder's order.
 */
export class MarketWalk {
  private readonly bars: BarWalk;
  private readonly bar = new MarketEvent();
  private hasBar: boolean;
  /** By instrument. */
  private readonly lanes: readonly RecordLane[];
  private nowUs: Us = Number.NEGATIVE_INFINITY;
  /** Something was told at `nowUs`, and its end was not. */
  private isOpen = false;
  /** Its event is in the reader's hands. */
  private given: RecordLane | undefined;
  private barIsGiven = false;

  /** Every source and cursor is of another instrument. What is refused of a record does not come. */
  constructor(sources: readonly BarSource[], cursors: readonly RecordCursor[], onRefused: (tick: RefusedTick) => void) {
    this.bars = new BarWalk(sources);
    this.lanes = cursors
      .toSorted((a, b) => a.instrument - b.instrument)
      .map((cursor) => new RecordLane(cursor, onRefused));
    this.hasBar = this.bars.next(this.bar);
  }

  /** The next event into the object, all but its number; false at the end. */
  next(into: MarketEvent): boolean {
    this.goOn();
    const lane = this.earliest();
    const tickUs = lane === undefined ? NONE : lane.cursor.nextUs;
    const barUs = this.hasBar ? this.bar.tsUs : NONE;
    // The instant under way ends by its bars, or by itself where it has none.
    if (this.isOpen && tickUs > this.nowUs && barUs > this.nowUs) return this.end(into);
    if (lane !== undefined && (tickUs < barUs || (tickUs === barUs && RANK_TICK < (RANK[this.bar.kind] ?? 0))))
      return this.tell(lane, into);
    return this.hasBar && this.pass(into);
  }

  /** What the reader had is done with. */
  private goOn(): void {
    this.given?.next();
    if (this.barIsGiven) this.hasBar = this.bars.next(this.bar);
    this.given = undefined;
    this.barIsGiven = false;
  }

  private earliest(): RecordLane | undefined {
    let found: RecordLane | undefined;
    for (const lane of this.lanes) {
      if (lane.cursor.kind === undefined) continue;
      if (found === undefined || lane.cursor.nextUs < found.cursor.nextUs) found = lane;
    }
    return found;
  }

  private tell(lane: RecordLane, into: MarketEvent): true {
    const { cursor } = lane;
    const kind = cursor.kind ?? MarketKind.depth;
    into.kind = kind;
    into.tsUs = this.nowUs = cursor.nextUs;
    into.instrument = cursor.instrument;
    if (kind === MarketKind.depth) into.depth = cursor.depth;
    else if (kind === MarketKind.quote) into.quote = cursor.quote;
    else into.trade = cursor.trade;
    this.isOpen = true;
    this.given = lane;
    return true;
  }

  private end(into: MarketEvent): true {
    into.kind = MarketKind.instant;
    into.tsUs = this.nowUs;
    into.instrument = -1;
    this.isOpen = false;
    return true;
  }

  private pass(into: MarketEvent): true {
    const { bar } = this;
    into.kind = bar.kind;
    into.tsUs = this.nowUs = bar.tsUs;
    into.instrument = bar.instrument;
    into.bar = bar.bar;
    this.isOpen = bar.kind === MarketKind.bar;
    this.barIsGiven = true;
    return true;
  }
}
