import type { DepthEvent } from '../model/depth.ts';
import type { Instrument } from '../model/instrument.ts';
import type { QuoteEvent } from '../model/quote.ts';
import type { TradeEvent } from '../model/trade.ts';

/** What a venue told of one instrument, event by event, in the order in which it reached the recorder. */
export interface MarketRecord {
  readonly instrument: Instrument;
  /** How many events there are, where that is known. */
  readonly total: number | undefined;
  /** The event of the last `next`, whichever kind it said; valid until the next call. */
  readonly depth: DepthEvent;
  readonly quote: QuoteEvent;
  readonly trade: TradeEvent;
  /** Steps to the next event and says of which kind it is; undefined at the end. */
  next(): 'depth' | 'quote' | 'trade' | undefined;
}
