import { must } from '../../core/base/assert.ts';
import { type Decimal, parseDecimal } from '../../core/base/decimal.ts';
import { Fault } from '../../core/base/fault.ts';
import { formatTime, type Us } from '../../core/base/time.ts';
import type { MarketRecord } from '../../core/market/market-record.ts';
import { DepthEvent } from '../../core/model/depth.ts';
import { type Instrument, makeInstrument } from '../../core/model/instrument.ts';
import { QuoteEvent } from '../../core/model/quote.ts';
import { TradeEvent } from '../../core/model/trade.ts';
import { BLOCK_COLUMNS } from './block-layout.ts';
import { BlockSource } from './block-source.ts';
import { ALONE_US, RecorderClock } from './clock-fit.ts';
import { DepthSequence } from './depth-sequence.ts';
import { RecordKind } from './record-kind.ts';
import type { RecordProblems } from './record-problems.ts';
import type { RecordSide } from './record-side.ts';

/** Differences that wait for a snapshot, at most: a minute of the fastest streams. The oldest go first. */
const WAITING_MAX = 6_000;

const COLUMN = Object.fromEntries(BLOCK_COLUMNS.map((name, i) => [name, i])) as Record<
  (typeof BLOCK_COLUMNS)[number],
  number
>;

/** A depth event that is kept for later. */
interface HeldDepth {
  readonly event: DepthEvent;
  readonly line: number;
  readonly previousUpdate: number;
}

export interface RecordOptions {
  /** Our name for the instrument, where it is not that of the catalogue. */
  readonly instrument?: string;
  /** The instrument's place in the run's list. */
  readonly index?: number;
  /** Takes what is wrong with the sequence and the times. */
  readonly problems?: RecordProblems;
}

/**
 * A market record of the catalogue, event by event. Times are those of the venue: `tsUs` is the receive time less the offset of
 * the recorder's clock, it never runs backwards, and an event never comes before the venue says that it happened; a venue time
 * that lies far ahead is not believed and left out.
 *
 * Depth events are only those that a book may trust. What comes before the first snapshot is held back until that snapshot; at a
 * gap an empty book is told, and nothing more of it until a snapshot that the differences join. Quotes and trades always come.
 */
export class StoredRecord implements MarketRecord {
  readonly instrument: Instrument;
  /** Rows of the table: what is held back or stale does not come, so that fewer may. */
  readonly total: number;
  readonly depth = new DepthEvent();
  readonly quote = new QuoteEvent();
  readonly trade = new TradeEvent();
  readonly sequence = new DepthSequence();
  /** Of the last event: its line in the capture. */
  line = 0;
  /** Of the last event: its receive time by the recorder's own clock, as recorded. */
  localUs: Us = 0;
  /** Of the last quote: the venue's number of the update that made it; 0 where it has none. */
  quoteUpdate = 0;
  /** Depth events read so far, those included that did not come. */
  depthEvents = 0;
  private readonly problems: RecordProblems | undefined;
  private readonly source: BlockSource;
  private readonly clock: RecorderClock;
  private rows = 0;
  private row = 0;
  private nowUs: Us = 0;
  private previousUpdate = Number.NaN;
  private waiting: HeldDepth[] = [];
  private pending: HeldDepth[] = [];
  private spare: HeldDepth | undefined;

  private constructor(side: RecordSide, source: BlockSource, options: RecordOptions) {
    this.instrument = makeInstrument(
      {
        name: options.instrument ?? side.instrument,
        currency: side.currency,
        tickSize: decimal(side.tickSize),
        lotSize: decimal(side.lotSize),
        multiplier: decimal(side.multiplier),
      },
      options.index ?? 0,
    );
    this.depth.instrument = this.quote.instrument = this.trade.instrument = this.instrument.index;
    this.total = side.rows;
    this.clock = new RecorderClock(side.clock.segments);
    this.source = source;
    this.problems = options.problems;
  }

  /** `path`: of the Parquet file that the side describes. */
  static async open(path: string, side: RecordSide, options: RecordOptions = {}): Promise<StoredRecord> {
    return new StoredRecord(side, await BlockSource.open(path), options);
  }

  next(): 'depth' | 'quote' | 'trade' | undefined {
    for (;;) {
      const held = this.pending.shift();
      if (held !== undefined) this.takeBack(held);
      else if (this.row < this.rows || this.fill()) this.readTimes();
      else return undefined;
      const kind = held === undefined ? this.source.columns[COLUMN.kind][this.row] : RecordKind.difference;
      if (kind === RecordKind.quote) {
        this.readQuote();
        return 'quote';
      }
      if (kind === RecordKind.trade || kind === RecordKind.aggregateTrade) {
        this.readTrade();
        return 'trade';
      }
      if (held === undefined) this.readDepth(kind === RecordKind.snapshot);
      if (this.follow()) return 'depth';
    }
  }

  /** Ends the reading thread; needed where not everything is read. */
  close(): Promise<void> {
    return this.source.close();
  }

  private fill(): boolean {
    this.row = 0;
    this.rows = this.source.next();
    return this.rows > 0;
  }

  /** Whether the depth event that was read is one for a book; what is none is kept or dropped. */
  private follow(): boolean {
    const { depth, sequence, line } = this;
    const expected = sequence.lastUpdate;
    const verdict = depth.isSnapshot
      ? sequence.takeSnapshot(depth.lastUpdate)
      : sequence.takeDifference(depth.firstUpdate, depth.lastUpdate, this.previousUpdate);
    if (verdict === 'apply') {
      if (depth.isSnapshot) {
        this.pending = [...this.waiting, ...this.pending];
        this.waiting = [];
        this.spare = undefined;
      }
      return true;
    }
    if (verdict === 'stale') return false;
    if (verdict === 'wait') {
      if (depth.isSnapshot) this.spare = this.heldCopy();
      else this.wait();
      return false;
    }
    const found = Number.isNaN(this.previousUpdate) ? depth.firstUpdate : this.previousUpdate;
    this.problems?.add('gap', line, `updates are missing: expected to go on from ${expected}, was from ${found}`);
    const { spare } = this;
    this.spare = undefined;
    if (spare !== undefined && spare.event.lastUpdate > expected) {
      this.pending = [spare, this.heldCopy(), ...this.pending];
      return false;
    }
    this.wait();
    depth.clear();
    depth.isSnapshot = true;
    return true;
  }

  private wait(): void {
    if (this.waiting.length === WAITING_MAX) this.waiting.shift();
    this.waiting.push(this.heldCopy());
  }

  private heldCopy(): HeldDepth {
    const event = new DepthEvent();
    copyDepth(event, this.depth);
    return { event, line: this.line, previousUpdate: this.previousUpdate };
  }

  /** What was held comes when it can be used: now, with the venue's time of then. */
  private takeBack({ event, line, previousUpdate }: HeldDepth): void {
    copyDepth(this.depth, event);
    this.depth.tsUs = this.nowUs;
    this.line = line;
    this.previousUpdate = previousUpdate;
  }

  private readTimes(): void {
    const { columns } = this.source;
    const { row } = this;
    this.line = columns[COLUMN.line][row];
    this.localUs = columns[COLUMN.local_us][row];
    const corrected = Math.floor(this.localUs - this.clock.offsetAt(this.localUs));
    this.nowUs = Math.max(this.nowUs, corrected);
  }

  /** The venue's time of this row; moves ours up to it where it is a little ahead. */
  private venueTime(): Us {
    const venueUs = this.source.columns[COLUMN.venue_us][this.row];
    if (venueUs < 0) return Number.NaN;
    if (venueUs <= this.nowUs) return venueUs;
    if (venueUs - this.nowUs <= ALONE_US) {
      this.nowUs = venueUs;
      return venueUs;
    }
    const [said, received] = [formatTime(venueUs), formatTime(this.nowUs)];
    this.problems?.add('venueTime', this.line, `happened at ${said} by the venue's word, received at ${received}`);
    return Number.NaN;
  }

  private readQuote(): void {
    const { quote, row } = this;
    const { columns } = this.source;
    const ticks = columns[COLUMN.ticks];
    const lots = columns[COLUMN.lots];
    quote.venueUs = this.venueTime();
    quote.tsUs = this.nowUs;
    quote.bidTicks = ticks[row];
    quote.bidLots = lots[row];
    this.quoteUpdate = columns[COLUMN.last_update][row];
    this.row += 1;
    if (this.row === this.rows && !this.fill()) throw this.torn();
    quote.askTicks = this.source.columns[COLUMN.ticks][this.row];
    quote.askLots = this.source.columns[COLUMN.lots][this.row];
    this.row += 1;
  }

  private readTrade(): void {
    const { trade, row } = this;
    const { columns } = this.source;
    trade.venueUs = this.venueTime();
    trade.tsUs = this.nowUs;
    trade.priceTicks = columns[COLUMN.ticks][row];
    trade.lots = columns[COLUMN.lots][row];
    trade.aggressor = columns[COLUMN.side][row];
    this.row += 1;
  }

  private readDepth(isSnapshot: boolean): void {
    const { depth, line } = this;
    let { columns } = this.source;
    this.depthEvents += 1;
    depth.venueUs = this.venueTime();
    depth.tsUs = this.nowUs;
    depth.isSnapshot = isSnapshot;
    depth.firstUpdate = columns[COLUMN.first_update][this.row];
    depth.lastUpdate = columns[COLUMN.last_update][this.row];
    const previous = columns[COLUMN.previous_update][this.row];
    this.previousUpdate = previous < 0 ? Number.NaN : previous;
    depth.clear();
    while (columns[COLUMN.line][this.row] === line) {
      const side = columns[COLUMN.side][this.row];
      if (side !== 0) depth.add(side > 0 ? 1 : -1, columns[COLUMN.ticks][this.row], columns[COLUMN.lots][this.row]);
      this.row += 1;
      if (this.row < this.rows) continue;
      if (!this.fill()) return;
      columns = this.source.columns;
    }
  }

  private torn(): Fault {
    return new Fault('data', `${this.instrument.name}: the record's table ends in the middle of line ${this.line}`);
  }
}

function copyDepth(to: DepthEvent, from: DepthEvent): void {
  const { tsUs, venueUs, isSnapshot, firstUpdate, lastUpdate, instrument } = from;
  Object.assign(to, { tsUs, venueUs, isSnapshot, firstUpdate, lastUpdate, instrument });
  to.clear();
  for (let i = 0; i < from.count; i++) to.add(from.sides[i] > 0 ? 1 : -1, from.ticks[i], from.lots[i]);
}

function decimal(text: string): Decimal {
  return must(parseDecimal(text), 'the side file of a record has decimals');
}
