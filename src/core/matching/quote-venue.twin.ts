import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import { type NaiveOrder, NaiveVenue } from './naive-venue.twin.ts';
import type { QuoteVenueOptions } from './quote-venue.ts';

/** One side of a quote: whoever offers. */
interface Offer {
  ticks: number;
  lots: number;
}

export type NaiveEvent =
  | { readonly kind: 'quote'; readonly tsUs: Us; readonly bid: Offer; readonly ask: Offer }
  | { readonly kind: 'trade'; readonly tsUs: Us; readonly ticks: number; readonly lots: number };

/**
 * The quote venue in its plainest form, as an oracle.
 */
export class NaiveQuoteVenue extends NaiveVenue {
  private readonly options: QuoteVenueOptions;
  private offers = { ask: { ticks: 0, lots: 0, taken: 0 }, bid: { ticks: 0, lots: 0, taken: 0 } };
  private print: { ticks: number; left: number } | undefined;
  private hasTraded = false;

  constructor(calendar: Calendar, options: QuoteVenueOptions) {
    super(calendar, options.latencyUs);
    this.options = options;
  }

  event(event: NaiveEvent): void {
    this.nowUs = event.tsUs;
    this.print = undefined;
    if (event.kind === 'quote') {
      for (const side of ['ask', 'bid'] as const) {
        const { ticks, lots } = event[side];
        const old = this.offers[side];
        if (old.ticks !== ticks || old.lots !== lots) this.offers[side] = { ticks, lots, taken: 0 };
      }
    } else {
      this.print = { ticks: event.ticks, left: this.share(event.lots) };
      this.hasTraded = true;
    }
    for (const order of this.orders) this.meet(order);
    this.settle();
  }

  private share(lots: number): number {
    return Math.floor((this.options.participation ?? 1) * lots + 1e-9);
  }

  protected far(order: NaiveOrder) {
    return order.terms.side === 1 ? this.offers.ask : this.offers.bid;
  }

  protected watched(order: NaiveOrder): number | undefined {
    if (this.print !== undefined) return this.print.ticks;
    const offer = this.far(order);
    return this.hasTraded || offer.lots === 0 ? undefined : offer.ticks;
  }

  protected isReached(order: NaiveOrder): boolean {
    if (order.waitsFor !== 'limit' || this.left(order, true) === 0) return false;
    const offer = this.far(order);
    if (this.print === undefined && offer.lots === 0) return false;
    const price = this.print?.ticks ?? offer.ticks;
    const gap = this.options.limitFill === 'through' ? 1 : 0;
    return (order.limit! - price) * order.terms.side >= gap;
  }

  private left(order: NaiveOrder, maker: boolean): number {
    const offer = this.far(order);
    return maker && this.print !== undefined ? this.print.left : this.share(offer.lots) - offer.taken;
  }

  private meet(order: NaiveOrder): void {
    if (order.over || this.isAsleep(order)) return;
    if (this.nowUs > this.lastUs(order)) {
      this.finish(order, 'expired', '');
      return;
    }
    const isNew = !order.arrived;
    if (isNew && order.arrivesUs > this.nowUs) return;
    order.arrived = true;
    if (this.allowed(order) === 0) return;
    if (order.waitsFor === 'nothing') this.market(order);
    else if (isNew && order.waitsFor === 'limit') this.arrive(order);
  }

  protected trade(order: NaiveOrder, price: number, maker: boolean): void {
    const { timeInForce, side, reduceOnly } = order.terms;
    const against = Math.max(0, -this.position() * side);
    if (reduceOnly === true && against === 0) {
      this.finish(order, 'cancelled', 'reduce-only');
      return;
    }
    const most = reduceOnly === true ? against : Number.POSITIVE_INFINITY;
    const lots = Math.min(this.allowed(order), most, this.left(order, maker));
    if (timeInForce === 'FOK' && lots < order.lots) {
      this.finish(order, 'cancelled', 'fok');
      return;
    }
    if (lots > 0) this.fill(order, price, lots, maker);
    if (timeInForce === 'IOC' && !order.over) this.finish(order, 'cancelled', 'ioc');
  }

  protected take(order: NaiveOrder, _price: number, lots: number, maker: boolean): void {
    if (maker && this.print !== undefined) this.print.left -= lots;
    else this.far(order).taken += lots;
  }
}
