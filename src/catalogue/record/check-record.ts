import { DepthBook } from '../../core/market/depth-book.ts';
import type { QuoteEvent } from '../../core/model/quote.ts';
import { priceOf } from '../../core/model/instrument.ts';
import { type RecordProblem, RecordProblems, type ToldProblems } from './record-problems.ts';
import type { RecordSide } from './record-side.ts';
import { StoredRecord } from './stored-record.ts';

/** What `conclave data check` prints of a record. */
export interface RecordCheck {
  readonly kind: 'market-record';
  readonly rows: number;
  /** Of each kind the first hundred, by line. */
  readonly problems: readonly RecordProblem[];
  readonly counts: ToldProblems['counts'];
  readonly book: {
    /** Snapshots and differences. */
    readonly events: number;
    readonly gaps: number;
    readonly resyncs: number;
    /** Best bids and offers of the venue whose update number the book had too, and those of them that it showed. */
    readonly bboChecks: number;
    readonly bboMatches: number;
    /** Recorder less venue; negative where the recorder's clock is behind. */
    readonly clockOffsetUs: number;
  };
}

/** Quotes that wait for the book to reach their update, at most. */
const AHEAD_MAX = 65_536;

type Top = readonly [bidTicks: number, bidLots: number, askTicks: number, askLots: number, line: number];

/**
 * Rebuilds the book from a record's differences and holds it against the best bids and offers that the venue told beside
 * them: wherever both name the same update they must be equal, price and size.
 */
export async function checkRecord(path: string, side: RecordSide): Promise<RecordCheck> {
  const problems = new RecordProblems();
  problems.addAll(side.problems);
  const record = await StoredRecord.open(path, side, { problems });
  const check = new BookCheck(record, problems);
  try {
    check.run();
  } finally {
    await record.close();
  }
  const { sequence, depthEvents } = record;
  if (depthEvents > 0 && !check.everTrusted)
    problems.add('untrusted', record.line, 'no snapshot that the differences join, from the first line to this one');
  return {
    kind: 'market-record',
    rows: side.rows,
    problems: problems.list.toSorted((a, b) => a.row - b.row),
    counts: problems.counts,
    book: {
      events: depthEvents,
      gaps: sequence.gaps,
      resyncs: sequence.resyncs,
      bboChecks: check.checks,
      bboMatches: check.matches,
      clockOffsetUs: side.clock.offsetUs,
    },
  };
}

class BookCheck {
  checks = 0;
  matches = 0;
  everTrusted = false;
  private readonly record: StoredRecord;
  private readonly problems: RecordProblems;
  private readonly book = new DepthBook();
  private readonly ahead = new Map<number, Top>();

  constructor(record: StoredRecord, problems: RecordProblems) {
    this.record = record;
    this.problems = problems;
  }

  run(): void {
    const { record } = this;
    for (let kind = record.next(); kind !== undefined; kind = record.next()) {
      if (kind === 'depth') this.takeDepth();
      else if (kind === 'quote') this.takeQuote(record.quote, record.quoteUpdate);
    }
  }

  private takeDepth(): void {
    const { record, book, ahead } = this;
    const { depth, sequence } = record;
    book.apply(depth);
    if (!sequence.trusted) return;
    this.everTrusted = true;
    if (book.isCrossed)
      this.problems.add(
        'crossed',
        record.line,
        `the book's best bid ${this.priced(book.bestTicks(1))} is not below its best offer ${this.priced(book.bestTicks(-1))}`,
      );
    const top = ahead.get(depth.lastUpdate);
    if (top !== undefined) this.compare(top);
    for (const update of ahead.keys()) {
      if (update > depth.lastUpdate) break;
      ahead.delete(update);
    }
  }

  private takeQuote({ bidTicks, bidLots, askTicks, askLots }: QuoteEvent, update: number): void {
    const { ahead, record } = this;
    const { trusted, lastUpdate } = record.sequence;
    const top: Top = [bidTicks, bidLots, askTicks, askLots, record.line];
    if (trusted && update === lastUpdate) this.compare(top);
    else if (update > lastUpdate || !trusted) ahead.set(update, top);
    if (ahead.size > AHEAD_MAX) ahead.delete(ahead.keys().next().value as number);
  }

  private compare([bidTicks, bidLots, askTicks, askLots, line]: Top): void {
    const { book } = this;
    this.checks += 1;
    const bid = bidLots === 0 ? Number.isNaN(book.bestTicks(1)) : book.bestTicks(1) === bidTicks;
    const ask = askLots === 0 ? Number.isNaN(book.bestTicks(-1)) : book.bestTicks(-1) === askTicks;
    if (bid && ask && book.lotsAt(1, bidTicks) === bidLots && book.lotsAt(-1, askTicks) === askLots) {
      this.matches += 1;
      return;
    }
    const told = `${this.priced(bidTicks)} x ${bidLots}, ${this.priced(askTicks)} x ${askLots}`;
    const shown = [1, -1].map(
      (side) => `${this.priced(book.bestTicks(side))} x ${book.lotsAt(side, book.bestTicks(side))}`,
    );
    this.problems.add('bbo', line, `expected the book to show ${told} (lots), it shows ${shown.join(', ')}`);
  }

  private priced(ticks: number): number {
    return priceOf(this.record.instrument, ticks);
  }
}
