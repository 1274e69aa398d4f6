import type { Us } from '../../base/time.ts';
import { DepthEvent } from '../../model/depth.ts';
import type { OrderTerms } from '../../model/order.ts';
import { QuoteEvent } from '../../model/quote.ts';
import { Reports } from '../../model/report.ts';
import { TradeEvent } from '../../model/trade.ts';
import { noFees } from '../fees.ts';
import type { OrderChanges } from '../order-entry.ts';
import { noSlippage } from '../slippage.ts';
import { THREE_BAR_SESSIONS, UNIT_INSTRUMENT } from '../venue-bench.twin.ts';
import { DepthVenue, type DepthVenueOptions } from './depth-venue.ts';
import { constantLatency } from './latency.ts';
import { riskAdverseQueue } from './queue-model.ts';

/** No latency, no costs, no cap, and the pessimistic queue. */
export const DEPTH_DEFAULTS: DepthVenueOptions = {
  queue: riskAdverseQueue(),
  orderLatency: constantLatency(0),
  responseLatency: constantLatency(0),
  participation: undefined,
  slippage: noSlippage(),
  fees: noFees(),
};

/** `b98x5 a100x7`: five lots bid at 98, seven offered at 100. */
function depthOf(text: string, more: Partial<DepthEvent> = {}): DepthEvent {
  const event = Object.assign(new DepthEvent(), more);
  for (const level of text.split(' ').filter((each) => each !== '')) {
    const [ticks, lots] = level.slice(1).split('x').map(Number);
    event.add(level.startsWith('b') ? 1 : -1, ticks, lots);
  }
  return event;
}

/** A venue of books with one instrument. Each event comes 10 us after what was before, and reaches us `feedUs` later. */
export class DepthBench {
  readonly venue: DepthVenue;
  readonly reports = new Reports();
  /** Our time. */
  nowUs: Us = 0;
  private readonly feedUs: number;

  constructor(options: Partial<DepthVenueOptions> = {}, feedUs = 0) {
    this.venue = new DepthVenue([UNIT_INSTRUMENT], [THREE_BAR_SESSIONS], [2], { ...DEPTH_DEFAULTS, ...options });
    this.feedUs = feedUs;
  }

  /** `buy 10 @ 99` is a limit, `sell 10` takes. */
  order(id: number, text: string, more: Partial<OrderTerms> = {}): this {
    const [word, lots, , limit] = text.split(' ');
    const side = word === 'buy' ? 1 : -1;
    const limitTicks = limit === undefined ? undefined : Number(limit);
    const type = limitTicks === undefined ? 'market' : 'limit';
    const terms = { instrument: 0, side, lots: Number(lots), type, limitTicks, timeInForce: 'GTC', ...more } as const;
    this.venue.submit(id, terms, this.nowUs);
    return this;
  }

  cancel(id: number): this {
    this.venue.cancel(id, this.nowUs);
    return this;
  }

  replace(id: number, changes: OrderChanges): this {
    this.venue.replace(id, changes, this.nowUs);
    return this;
  }

  snapshot(text: string): this {
    return this.depth(text, true);
  }

  depth(text: string, isSnapshot = false): this {
    this.venue.depth(depthOf(text, { isSnapshot, ...this.tick() }), this.reports);
    return this;
  }

  /** `b98x5 a100x7`, both of them. */
  quote(text: string): this {
    const [bidTicks, bidLots, askTicks, askLots] = text.split(/[ x]/).map((each) => Number(each.replace(/[ab]/, '')));
    const quote = Object.assign(new QuoteEvent(), { bidTicks, bidLots, askTicks, askLots, ...this.tick() });
    this.venue.quote(quote, this.reports);
    return this;
  }

  /** `99x5`: five lots at 99; `sold 99x5` and `bought 99x5` name the aggressor. `lateUs`: it needed so much longer than others. */
  trade(text: string, lateUs = 0): this {
    const words = text.split(' ');
    const [priceTicks, lots] = words.at(-1)!.split('x').map(Number);
    const aggressor = words[0] === 'sold' ? -1 : words[0] === 'bought' ? 1 : 0;
    const { tsUs, venueUs } = this.tick();
    const trade = { priceTicks, lots, aggressor, tsUs, venueUs: venueUs - lateUs };
    this.venue.trade(Object.assign(new TradeEvent(), trade), this.reports);
    return this;
  }

  /** What has reached us since the last call, without acknowledgements. */
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

  private tick(): { tsUs: Us; venueUs: Us } {
    this.nowUs += 10;
    return { tsUs: this.nowUs, venueUs: this.nowUs - this.feedUs };
  }
}
