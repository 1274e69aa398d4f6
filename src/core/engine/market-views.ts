import { type Instrument, priceOf } from '../model/instrument.ts';
import type { QuoteEvent } from '../model/quote.ts';
import type { TradeEvent } from '../model/trade.ts';
import type { QuoteView, TradeView } from '../strategies/strategy.ts';

/** The quote that agents are handed: one object, filled for each, in units. */
export class QuoteShown implements QuoteView {
  instrument = '';
  tsUs = 0;
  tickSize = 0;
  bid = Number.NaN;
  bidSize = 0;
  ask = Number.NaN;
  askSize = 0;

  fill(quote: QuoteEvent, known: Instrument): this {
    this.instrument = known.name;
    this.tsUs = quote.tsUs;
    this.tickSize = priceOf(known, 1);
    this.bid = priceOf(known, quote.bidTicks);
    this.bidSize = quote.bidLots * known.lot;
    this.ask = priceOf(known, quote.askTicks);
    this.askSize = quote.askLots * known.lot;
    return this;
  }
}

/** The same for a trade. */
export class TradeShown implements TradeView {
  instrument = '';
  tsUs = 0;
  price = 0;
  quantity = 0;
  aggressor: 'buy' | 'sell' | undefined = undefined;

  fill(trade: TradeEvent, known: Instrument): this {
    this.instrument = known.name;
    this.tsUs = trade.tsUs;
    this.price = priceOf(known, trade.priceTicks);
    this.quantity = trade.lots * known.lot;
    this.aggressor = trade.aggressor === 0 ? undefined : trade.aggressor > 0 ? 'buy' : 'sell';
    return this;
  }
}
