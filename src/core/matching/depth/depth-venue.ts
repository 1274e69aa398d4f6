import { assert } from '../../base/assert.ts';
import type { Id } from '../../base/ids.ts';
import type { Us } from '../../base/time.ts';
import type { Calendar } from '../../market/calendar.ts';
import type { DepthBook } from '../../market/depth-book.ts';
import type { DepthEvent } from '../../model/depth.ts';
import type { Instrument } from '../../model/instrument.ts';
import type { OrderTerms } from '../../model/order.ts';
import type { QuoteEvent } from '../../model/quote.ts';
import { ReportKind, Reports } from '../../model/report.ts';
import type { TradeEvent } from '../../model/trade.ts';
import { CrossPrices } from '../cross-prices.ts';
import type { FeeModel, FeeSchedule } from '../fees.ts';
import { type OrderChanges, OrderEntry } from '../order-entry.ts';
import { MomentWalk } from '../moment-walk.ts';
import { FillNumbers, OrderFills } from '../order-fills.ts';
import { Mode, type RestingOrder } from '../resting-order.ts';
import type { SlippageModel } from '../slippage.ts';
import { loadVenue, saveVenue, type VenueParts, type VenueState } from '../venue-state.ts';
import { WaitingOrders } from '../waiting-orders.ts';
import { DepthMarket, type DepthMarketState } from './depth-market.ts';
import { Inbox, type InboxState, type Request } from './inbox.ts';
import type { Latency, LatencyModel, LatencyState } from './latency.ts';
import { Outbox, type OutboxState } from './outbox.ts';
import type { QueueModel } from './queue-model.ts';

/** The assumptions under which recorded books fill orders. */
export interface DepthVenueOptions {
  /** How changes of a level move what waits in it; `riskAdverseQueue` is the pessimistic default. */
  readonly queue: QueueModel;
  /** From us to the venue, for orders, changes and cancels; `constantLatency()` is the pessimistic default. */
  readonly orderLatency: LatencyModel;
  /** From the venue to us, for its reports; `constantLatency()` is the pessimistic default. */
  readonly responseLatency: LatencyModel;
  /** The fraction of each level shown and of each trade that all our orders together may fill; undefined is all of it. */
  readonly participation: number | undefined;
  readonly slippage: SlippageModel;
  readonly fees: FeeModel;
}

/** All that it remembers between two calls, as JSON. */
export interface DepthVenueState extends VenueState {
  readonly market: DepthMarketState;
  readonly inbox: InboxState;
  readonly outbox: OutboxState;
  readonly latencies: readonly LatencyState[];
  readonly clockUs: Us | null;
}

/** What of the data could not be true, counted. */
export interface DepthFaults {
  /** Events after which a book was crossed: nothing was taken from it while it was. */
  readonly crossed: number;
  /** Levels and quotes with a price or size that is none, and quotes that cross. */
  readonly levels: number;
  readonly trades: number;
  /** Levels that were forgotten because a side had too many. */
  readonly forgotten: number;
}

/**
 * The venue as recorded books and trades tell it. It lives in its own time: its clock is the latest venue time of its
 * events, and what is sent to it is worked in the order of arrival, against the book that stands then, once the first event
 * at or after the arrival has come, and before that event. What it answers reaches us after the response latency, and never
 * before the event that let it happen.
 *
 * Our orders join the book without moving it. Market and marketable orders walk its levels; what we took of a level is not
 * there for us again until the level shows another size. A resting limit waits in the queue of its price, behind what
 * stood there when it came: trades and the queue model move it forward; what is left of a trade at its limit past the front
 * fills it, so does a trade beyond its limit, and the far side once it shows at the limit or beyond.
 *
 * Each event: first what has arrived; then the event; then stops look at it; then resting limits fill, the better price
 * first, then the older; then trailing stops follow. Orders of one group, and parents and children, are on one instrument; a
 * parent is submitted before its children.
 */
export class DepthVenue {
  private readonly waiting: WaitingOrders;
  private readonly entry: OrderEntry;
  private readonly market: DepthMarket;
  private readonly fills: OrderFills;
  private readonly crosses: CrossPrices;
  private readonly fees: readonly FeeSchedule[];
  private readonly walk: MomentWalk;
  private readonly inbox: Inbox;
  private readonly outbox = new Outbox();
  private readonly orderLatency: Latency;
  private readonly responseLatency: Latency;
  /** What the venue says of the moment at hand, before it is on its way. */
  private readonly said = new Reports();
  private clockUs: Us = Number.NEGATIVE_INFINITY;

  /** Calendars and the ledger scales of their currencies: one per instrument, in the instruments' order. */
  constructor(
    instruments: readonly Instrument[],
    calendars: readonly Calendar[],
    ledgerScales: readonly number[],
    options: DepthVenueOptions,
    numbers = new FillNumbers(),
  ) {
    const { queue, orderLatency, responseLatency, participation, slippage, fees } = options;
    assert(!slippage.observes, 'a slippage model that observes bars has none to observe among books');
    this.orderLatency = orderLatency.make();
    this.responseLatency = responseLatency.make();
    this.inbox = new Inbox(this.orderLatency);
    this.waiting = new WaitingOrders(instruments.length);
    this.entry = new OrderEntry(this.waiting, calendars, 0);
    this.market = new DepthMarket(slippage.estimators(instruments, ledgerScales), queue, participation);
    this.fees = fees.schedules(instruments, ledgerScales);
    this.fills = new OrderFills(this.waiting, this.market, this.fees, 0, numbers);
    this.fills.enter(this.said);
    this.walk = new MomentWalk(this.fills, this.market);
    this.crosses = new CrossPrices(instruments.length);
  }

  /** Nothing expires before this moment. */
  get nextExpiryUs(): Us {
    return this.entry.nextExpiryUs;
  }

  /** No report reaches us before this moment, unless an event brings it about. */
  get nextReportUs(): Us {
    return this.outbox.nextUs;
  }

  get faults(): DepthFaults {
    const { crossed, refusedTrades, books } = this.market;
    return {
      crossed,
      levels: books.reduce((sum, { refused }) => sum + refused, 0),
      trades: refusedTrades,
      forgotten: books.reduce((sum, { forgotten }) => sum + forgotten, 0),
    };
  }

  /** The book as the venue has it now, for reading: we see it later. */
  book(instrument: number): DepthBook {
    return this.market.books[instrument];
  }

  /** The order waits here, or is on its way. */
  has(orderId: Id): boolean {
    return this.waiting.find(orderId) !== undefined || this.inbox.has(orderId);
  }

  submit(orderId: Id, terms: OrderTerms, nowUs: Us): void {
    this.inbox.put({ kind: 'submit', orderId, terms }, nowUs);
  }

  cancel(orderId: Id, nowUs: Us): void {
    this.inbox.put({ kind: 'cancel', orderId }, nowUs);
  }

  /**
   * The venue takes the order out by itself, at once, one on its way to it too; what it says of that is on its way to us as
   * any other answer is.
   */
  withdraw(orderId: Id, nowUs: Us, reports: Reports): void {
    const terms = this.inbox.drop(orderId);
    if (terms === undefined) this.entry.cancel(orderId, nowUs, this.said);
    else this.said.add(ReportKind.cancelled, orderId, terms.instrument, nowUs).reason = 'requested';
    this.leave(nowUs, reports);
  }

  /** A smaller size keeps the order's place. A new price or a larger size is a new placing: it goes to the back of its queue. */
  replace(orderId: Id, changes: OrderChanges, nowUs: Us): void {
    this.inbox.put({ kind: 'replace', orderId, changes }, nowUs);
  }

  /** Asks for the middle of the book that an external market order sent now would meet. */
  requestCrossPrice(id: Id, instrument: number, nowUs: Us): void {
    this.crosses.request(id, instrument, nowUs);
  }

  cancelCrossPrice(id: Id): void {
    this.crosses.cancel(id);
  }

  depth(event: DepthEvent, reports: Reports): void {
    this.enter(event.instrument, event.tsUs, event.venueUs);
    this.market.depth(event);
    this.run(event.instrument);
    this.leave(event.tsUs, reports);
  }

  /** A size of 0 means that nobody offers on that side. */
  quote(quote: QuoteEvent, reports: Reports): void {
    this.enter(quote.instrument, quote.tsUs, quote.venueUs);
    this.market.quote(quote);
    this.run(quote.instrument);
    this.leave(quote.tsUs, reports);
  }

  trade(trade: TradeEvent, reports: Reports): void {
    this.enter(trade.instrument, trade.tsUs, trade.venueUs);
    if (this.market.trade(trade)) this.run(trade.instrument, trade.venueUs);
    this.leave(trade.tsUs, reports);
  }

  /** Ends DAY and GTD orders whose time is over. Call it after the events of an instant. */
  expire(nowUs: Us, reports: Reports): void {
    this.entry.expire(nowUs, this.said);
    this.leave(nowUs, reports);
  }

  /** Hands over the reports that have reached us by now; events do so too. */
  deliver(nowUs: Us, reports: Reports): void {
    this.outbox.deliver(nowUs, reports);
  }

  save(): DepthVenueState {
    return {
      ...saveVenue(this.parts()),
      market: this.market.save(),
      inbox: this.inbox.save(),
      outbox: this.outbox.save(),
      latencies: [this.orderLatency.save(), this.responseLatency.save()],
      clockUs: Number.isFinite(this.clockUs) ? this.clockUs : null,
    };
  }

  /** Into a venue made with the same instruments and options, before it has done anything. */
  load(state: DepthVenueState): void {
    loadVenue(this.parts(), state);
    this.market.load(state.market);
    this.inbox.load(state.inbox);
    this.outbox.load(state.outbox);
    this.orderLatency.load(state.latencies[0]);
    this.responseLatency.load(state.latencies[1]);
    this.clockUs = state.clockUs ?? Number.NEGATIVE_INFINITY;
  }

  private parts(): VenueParts {
    const { waiting, entry, fills, crosses, fees } = this;
    return { waiting, entry, fills, crosses, fees };
  }

  /** The clock moves on to the event; what has arrived until then is worked. */
  private enter(instrument: number, tsUs: Us, venueUs: Us): void {
    this.orderLatency.observe(tsUs, tsUs - venueUs);
    this.responseLatency.observe(venueUs, tsUs - venueUs);
    this.clockUs = Math.max(this.clockUs, Number.isNaN(venueUs) ? tsUs : venueUs);
    if (!this.inbox.isEmpty) {
      this.inbox.time();
      for (let next = this.arrived(); next !== undefined; next = this.arrived()) this.work(next, this.inbox.arrivedUs);
    }
    this.market.enter(instrument, this.clockUs);
    if (this.crosses.counts[instrument] > 0) this.answerCrosses(instrument, tsUs);
  }

  private arrived(): Request | undefined {
    return this.inbox.take(this.clockUs);
  }

  private work(request: Request, arrivedUs: Us): void {
    const { entry, waiting, said } = this;
    const { orderId } = request;
    if (request.kind === 'submit') entry.submit(orderId, request.terms, arrivedUs, said);
    else if (request.kind === 'cancel') entry.cancel(orderId, arrivedUs, said);
    else entry.replace(orderId, request.changes, arrivedUs, said);
    const order = waiting.find(orderId);
    if (order === undefined || order.isAsleep || !Number.isNaN(order.barOpenUs)) return;
    this.market.enter(order.instrument, arrivedUs);
    this.arrive(order);
    this.joinQueues(order.instrument);
    waiting.compact(order.instrument);
  }

  private answerCrosses(instrument: number, tsUs: Us): void {
    const { middle } = this.market;
    if (Number.isNaN(middle)) return;
    const lastUs = this.clockUs - this.orderLatency.at(tsUs);
    this.crosses.answer(instrument, Number.NEGATIVE_INFINITY, lastUs, middle, this.clockUs, this.said);
  }

  /** `tradeUs`: when the venue had the trade that happens; NaN where it does not say, or where it is a book. */
  private run(instrument: number, tradeUs: Us = Number.NaN): void {
    if (this.waiting.counts[instrument] === 0) return;
    const orders = this.waiting.of(instrument);
    // Receipts overtake each other: what came to the venue after the trade has no part in it.
    const there = tradeUs < this.clockUs ? orders.filter(({ barOpenUs }) => !(barOpenUs > tradeUs)) : orders;
    for (let i = 0; i < orders.length; i++) this.meet(orders[i], tradeUs);
    this.walk.run(there);
    this.joinQueues(instrument);
    this.waiting.compact(instrument);
  }

  /** It meets the book that stands: it takes, or it rests. */
  private arrive(order: RestingOrder): void {
    const { market, fills } = this;
    order.barOpenUs = market.nowUs;
    if (order.free === 0) return;
    if (order.mode === Mode.market) fills.takeMarket(order, market.price(order.side));
    else if (order.mode === Mode.limit) fills.arriveLimit(order, market.price(order.side));
  }

  /** What has outlived its time ends; what waits in a queue moves forward; what is left of a market order goes on. */
  private meet(order: RestingOrder, tradeUs: Us): void {
    const { market, fills } = this;
    if (order.ended || order.isAsleep) return;
    if (order.endByUs < market.nowUs) {
      fills.expire(order);
      return;
    }
    if (order.mode === Mode.limit) {
      if (!(order.barOpenUs > tradeUs)) market.advance(order);
    } else if (order.mode === Mode.market && order.isWorking) {
      fills.takeMarket(order, market.price(order.side));
    }
  }

  /** What came to rest gets in line: the event that let it rest does not fill it. */
  private joinQueues(instrument: number): void {
    const orders = this.waiting.of(instrument);
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if (order.mode === Mode.limit && order.isWorking && order.place?.isIn !== true) this.market.join(order);
    }
  }

  /** What was said is on its way to us, and what has reached us is handed over. */
  private leave(nowUs: Us, reports: Reports): void {
    const { said, outbox } = this;
    for (let i = 0; i < said.count; i++) {
      const report = said.at(i);
      outbox.put(report, report.tsUs + this.responseLatency.at(report.tsUs));
    }
    said.clear();
    outbox.deliver(nowUs, reports);
  }
}
