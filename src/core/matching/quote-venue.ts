import { assert } from '../base/assert.ts';
import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import type { Instrument } from '../model/instrument.ts';
import type { OrderTerms } from '../model/order.ts';
import type { QuoteEvent } from '../model/quote.ts';
import type { Reports } from '../model/report.ts';
import type { TradeEvent } from '../model/trade.ts';
import type { VenueOptions } from './bar-venue.ts';
import { CrossPrices } from './cross-prices.ts';
import type { FeeSchedule } from './fees.ts';
import { type OrderChanges, OrderEntry } from './order-entry.ts';
import { MomentWalk } from './moment-walk.ts';
import { FillNumbers, OrderFills } from './order-fills.ts';
import { QuoteMarket, type QuoteMarketState } from './quote-market.ts';
import { Mode, type RestingOrder } from './resting-order.ts';
import { loadVenue, saveVenue, type VenueParts, type VenueState } from './venue-state.ts';
import { WaitingOrders } from './waiting-orders.ts';

/** The assumptions under which quotes and trades fill orders. `participation` is a fraction of each size shown and of each trade. */
export type QuoteVenueOptions = Omit<VenueOptions, 'fill' | 'bothHit'>;

/** All that it remembers between two calls, as JSON. */
export interface QuoteVenueState extends VenueState {
  readonly market: QuoteMarketState;
}

/**
 * The venue as far as quotes and trades can tell. Each event is an instant of its own: first the orders that have arrived
 * meet the quote that stands, in time priority; then stops look at it; then resting limits that it goes through fill, the
 * better price first, then the older; then trailing stops follow.
 *
 * An order placed at T acts on events from T + latency on: the quote that was there before is not one of them.
 * Market orders and marketable limits take the far side, as much as is shown; the rest waits for what is shown next.
 * A resting limit fills at its limit when a trade prints, or the far side is quoted, a tick beyond it (`limitFill: touch`:
 * at it), no more than the trade's or the quote's size. Orders of one group, and parents and children, are on one
 * instrument; a parent is submitted before its children.
 */
export class QuoteVenue {
  private readonly waiting: WaitingOrders;
  private readonly entry: OrderEntry;
  private readonly market: QuoteMarket;
  private readonly fills: OrderFills;
  private readonly crosses: CrossPrices;
  private readonly fees: readonly FeeSchedule[];
  private readonly walk: MomentWalk;
  private readonly latencyUs: number;

  /** Calendars and the ledger scales of their currencies: one per instrument, in the instruments' order. */
  constructor(
    instruments: readonly Instrument[],
    calendars: readonly Calendar[],
    ledgerScales: readonly number[],
    options: QuoteVenueOptions,
    numbers = new FillNumbers(),
  ) {
    const { latencyUs, slippage, fees } = options;
    assert(latencyUs >= 0, 'latency cannot be negative');
    assert(!slippage.observes, 'a slippage model that observes bars has none to observe among quotes');
    this.latencyUs = latencyUs;
    this.waiting = new WaitingOrders(instruments.length);
    this.entry = new OrderEntry(this.waiting, calendars, latencyUs);
    const through = options.limitFill === 'through' ? 1 : 0;
    this.market = new QuoteMarket(slippage.estimators(instruments, ledgerScales), through, options.participation);
    this.fees = fees.schedules(instruments, ledgerScales);
    this.fills = new OrderFills(this.waiting, this.market, this.fees, 0, numbers);
    this.walk = new MomentWalk(this.fills, this.market);
    this.crosses = new CrossPrices(instruments.length);
  }

  /** Nothing expires before this moment. */
  get nextExpiryUs(): Us {
    return this.entry.nextExpiryUs;
  }

  /** The order waits here. */
  has(orderId: Id): boolean {
    return this.waiting.find(orderId) !== undefined;
  }

  submit(orderId: Id, terms: OrderTerms, nowUs: Us, reports: Reports): void {
    this.entry.submit(orderId, terms, nowUs, reports);
  }

  cancel(orderId: Id, nowUs: Us, reports: Reports): void {
    this.entry.cancel(orderId, nowUs, reports);
  }

  /** A smaller size keeps the order's place. A new price or a larger size is a new placing: it goes to the back, and travels anew. */
  replace(orderId: Id, changes: OrderChanges, nowUs: Us, reports: Reports): void {
    this.entry.replace(orderId, changes, nowUs, reports);
  }

  /** Asks for the middle of the quote that an external market order sent now would meet. */
  requestCrossPrice(id: Id, instrument: number, nowUs: Us): void {
    this.crosses.request(id, instrument, nowUs);
  }

  cancelCrossPrice(id: Id): void {
    this.crosses.cancel(id);
  }

  /** A size of 0 means that nobody offers on that side. */
  quote(quote: QuoteEvent, reports: Reports): void {
    this.market.quote(quote);
    this.run(quote.instrument, reports);
  }

  trade(trade: TradeEvent, reports: Reports): void {
    this.market.trade(trade);
    this.run(trade.instrument, reports);
  }

  /** Ends DAY and GTD orders whose time is over. Call it after the events of an instant. */
  expire(nowUs: Us, reports: Reports): void {
    this.entry.expire(nowUs, reports);
  }

  save(): QuoteVenueState {
    return { ...saveVenue(this.parts()), market: this.market.save() };
  }

  /** Into a venue made with the same instruments and options, before it has done anything. */
  load(state: QuoteVenueState): void {
    loadVenue(this.parts(), state);
    this.market.load(state.market);
  }

  private parts(): VenueParts {
    const { waiting, entry, fills, crosses, fees } = this;
    return { waiting, entry, fills, crosses, fees };
  }

  private run(instrument: number, reports: Reports): void {
    if (this.crosses.counts[instrument] > 0) this.answerCrosses(instrument, reports);
    if (this.waiting.counts[instrument] === 0) return;
    const orders = this.waiting.of(instrument);
    this.fills.enter(reports);
    for (let i = 0; i < orders.length; i++) this.meet(orders[i]);
    this.walk.run(orders);
    this.waiting.compact(instrument);
  }

  private answerCrosses(instrument: number, reports: Reports): void {
    const { middle, nowUs } = this.market;
    if (Number.isNaN(middle)) return;
    const lastUs = nowUs - this.latencyUs;
    this.crosses.answer(instrument, Number.NEGATIVE_INFINITY, lastUs, middle, nowUs, reports);
  }

  /** What arrives meets the quote that stands; so does what is left of a market order. */
  private meet(order: RestingOrder): void {
    const { market, fills } = this;
    if (order.ended || order.isAsleep) return;
    if (order.endByUs < market.nowUs) {
      fills.expire(order);
      return;
    }
    const isNew = Number.isNaN(order.barOpenUs);
    if (isNew) {
      if (order.liveUs > market.nowUs) return;
      order.barOpenUs = market.nowUs;
    }
    if (order.free === 0) return;
    if (order.mode === Mode.market) fills.takeMarket(order, market.price(order.side));
    else if (isNew && order.mode === Mode.limit) fills.arriveLimit(order, market.price(order.side));
  }
}
