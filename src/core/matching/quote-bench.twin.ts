import type { Us } from '../base/time.ts';
import type { OrderTerms } from '../model/order.ts';
import { QuoteEvent } from '../model/quote.ts';
import { Reports } from '../model/report.ts';
import { TradeEvent } from '../model/trade.ts';
import type { OrderChanges } from './order-entry.ts';
import { QuoteVenue, type QuoteVenueOptions } from './quote-venue.ts';
import { DEFAULTS, THREE_BAR_SESSIONS, UNIT_INSTRUMENT } from './venue-bench.twin.ts';

/** A venue of quotes with one instrument; each quote and trade comes 10 us after what was before. */
export class QuoteBench {
  readonly venue: QuoteVenue;
  readonly reports = new Reports();
  nowUs: Us = 0;
  private readonly event = new QuoteEvent();
  private readonly print = new TradeEvent();

  constructor(options: Partial<QuoteVenueOptions> = {}) {
    this.venue = new QuoteVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], { ...DEFAULTS, ...options });
  }

  submit(id: number, terms: Partial<OrderTerms>): this {
    const base = { instrument: 0, side: 1, lots: 10, type: 'market', timeInForce: 'GTC' } as const;
    this.venue.submit(id, { ...base, ...terms }, this.nowUs, this.reports);
    return this;
  }

  replace(id: number, changes: OrderChanges): this {
    this.venue.replace(id, changes, this.nowUs, this.reports);
    return this;
  }

  /** `98x5 100x7`: five lots bid at 98, seven offered at 100. */
  quote(text: string): this {
    const [bid, ask] = text.split(' ').map((side) => side.split('x').map(Number));
    this.nowUs += 10;
    this.event.tsUs = this.nowUs;
    [this.event.bidTicks, this.event.bidLots] = bid;
    [this.event.askTicks, this.event.askLots] = ask;
    this.venue.quote(this.event, this.reports);
    return this;
  }

  /** `99x5`: five lots at 99. */
  trade(text: string): this {
    this.nowUs += 10;
    this.print.tsUs = this.nowUs;
    [this.print.priceTicks, this.print.lots] = text.split('x').map(Number);
    this.venue.trade(this.print, this.reports);
    return this;
  }

  /** What the venue said since the last call, without its acknowledgements. */
  said(): string[] {
    const lines: string[] = [];
    for (let i = 0; i < this.reports.count; i++) {
      const { kind, orderId, priceTicks, lots, reason } = this.reports.at(i);
      if (kind === 'accepted') continue;
      const size = lots > 0 ? `${lots} @ ${priceTicks}` : priceTicks === 0 ? reason : `@ ${priceTicks}`;
      lines.push(size === '' ? `${kind} ${orderId}` : `${kind} ${orderId}: ${size}`);
    }
    this.reports.clear();
    return lines;
  }
}
