import type { MarketRecord } from '../../market/market-record.ts';
import type { Us } from '../../base/time.ts';
import type { DepthEvent } from '../../model/depth.ts';
import type { Instrument } from '../../model/instrument.ts';
import type { QuoteEvent } from '../../model/quote.ts';
import type { TradeEvent } from '../../model/trade.ts';
import type { Latency, LatencyModel } from './latency.ts';

/**
 * A recorded market as a line of another speed would have brought it: each event reaches us this latency after the venue
 * had it, none before one that came earlier. Events of which the venue does not say when it had them come as recorded.
 */
export class LateRecord implements MarketRecord {
  readonly instrument: Instrument;
  readonly total: number | undefined;
  readonly depth: DepthEvent;
  readonly quote: QuoteEvent;
  readonly trade: TradeEvent;
  private readonly record: MarketRecord;
  private readonly latency: Latency;
  private lastUs: Us = Number.NEGATIVE_INFINITY;

  constructor(record: MarketRecord, latency: LatencyModel) {
    this.record = record;
    this.latency = latency.make();
    this.instrument = record.instrument;
    this.total = record.total;
    this.depth = record.depth;
    this.quote = record.quote;
    this.trade = record.trade;
  }

  next(): 'depth' | 'quote' | 'trade' | undefined {
    const kind = this.record.next();
    if (kind !== undefined) this.delay(this[kind]);
    return kind;
  }

  private delay(event: { tsUs: Us; readonly venueUs: Us }): void {
    const { tsUs, venueUs } = event;
    this.latency.observe(venueUs, tsUs - venueUs);
    const late = Number.isNaN(venueUs) ? tsUs : venueUs + this.latency.at(venueUs);
    this.lastUs = event.tsUs = Math.max(this.lastUs, late);
  }
}
