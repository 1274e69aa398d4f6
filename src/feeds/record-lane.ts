import { LEVELS_MAX } from '../contracts/input-fields.ts';
import type { RecordCursor } from '../core/market/record-cursor.ts';
import { type QualityCode, wrongDepth, wrongQuote, wrongTrade } from './quality.ts';

/** An event of a recorded market that cannot be true. */
export interface RefusedTick {
  readonly code: QualityCode;
  /** In ticks and lots, as it was recorded. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly text?: string;
}

/**
 * A recorded market without what cannot be true. A book that misses one of its changes is not to be trusted: an empty one
 * comes in the place of the event, and no change of it until a whole one does.
 */
export class RecordLane {
  readonly cursor: RecordCursor;
  private readonly onRefused: (tick: RefusedTick) => void;
  private isTorn = false;

  constructor(cursor: RecordCursor, onRefused: (tick: RefusedTick) => void) {
    this.cursor = cursor;
    this.onRefused = onRefused;
    this.settle();
  }

  /** On to the next event that may pass. */
  next(): void {
    this.cursor.next();
    this.settle();
  }

  private settle(): void {
    while (this.cursor.kind !== undefined && !this.accepts(this.cursor)) this.cursor.next();
  }

  private accepts({ kind, quote, trade, depth }: RecordCursor): boolean {
    if (kind === 'quote') return this.judge(wrongQuote(quote), { kind, ...quote });
    if (kind === 'trade') return this.judge(wrongTrade(trade), { kind, ...trade });
    const isTooLarge = depth.count > LEVELS_MAX;
    const wrong = isTooLarge ? 'size' : wrongDepth(depth);
    if (wrong === undefined) {
      if (depth.isSnapshot) this.isTorn = false;
      return !this.isTorn;
    }
    const { instrument, tsUs, venueUs, isSnapshot, count } = depth;
    const text = isTooLarge ? `expected at most ${LEVELS_MAX} levels, were ${count}` : undefined;
    this.onRefused({ code: wrong, raw: { kind, instrument, tsUs, venueUs, isSnapshot, levels: count }, text });
    const wasTorn = this.isTorn;
    this.isTorn = true;
    depth.clear();
    depth.isSnapshot = true;
    return !wasTorn;
  }

  private judge(code: QualityCode | undefined, raw: Readonly<Record<string, unknown>>): boolean {
    if (code !== undefined) this.onRefused({ code, raw });
    return code === undefined;
  }
}
