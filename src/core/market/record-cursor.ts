import { formatTime, type Us } from '../base/time.ts';
import { Fault } from '../base/fault.ts';
import type { MarketRecord } from './market-record.ts';
import type { DepthEvent } from '../model/depth.ts';
import type { QuoteEvent } from '../model/quote.ts';
import type { TradeEvent } from '../model/trade.ts';

/** A walk along one instrument's recorded market, event by event. */
export class RecordCursor {
  /** Of the event at hand; undefined when there is no more. */
  kind: 'depth' | 'quote' | 'trade' | undefined;
  /** When the event at hand reached us. */
  nextUs: Us = Number.NEGATIVE_INFINITY;
  readonly instrument: number;
  readonly depth: DepthEvent;
  readonly quote: QuoteEvent;
  readonly trade: TradeEvent;
  private readonly record: MarketRecord;
  private readonly toUs: Us;

  /** `toUs`: the last moment that still belongs to it. */
  constructor(record: MarketRecord, toUs: Us = Number.POSITIVE_INFINITY) {
    this.record = record;
    this.toUs = toUs;
    this.instrument = record.instrument.index;
    this.depth = record.depth;
    this.quote = record.quote;
    this.trade = record.trade;
    this.next();
  }

  /** The event at hand is done with: on to the next one. */
  next(): void {
    const kind = this.record.next();
    this.kind = kind;
    if (kind === undefined) return;
    const tsUs = kind === 'depth' ? this.depth.tsUs : kind === 'quote' ? this.quote.tsUs : this.trade.tsUs;
    if (!(tsUs >= this.nextUs)) {
      const { name } = this.record.instrument;
      const [before, now] = [formatTime(this.nextUs), formatTime(tsUs)];
      throw new Fault('data', `${name}: expected events in the order of time, after ${before} came one of ${now}`);
    }
    this.nextUs = tsUs;
    if (tsUs > this.toUs) this.kind = undefined;
  }
}
