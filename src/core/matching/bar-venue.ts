import { assert } from '../base/assert.ts';
import type { Id } from '../base/ids.ts';
import { mulDiv } from '../base/rounding.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import type { BarEvent } from '../model/bar.ts';
import type { Instrument } from '../model/instrument.ts';
import type { OrderTerms } from '../model/order.ts';
import type { SplitRatio } from '../model/split.ts';
import type { Reports } from '../model/report.ts';
import { BarMarket, isInTime, openOf, Phase } from './bar-market.ts';
import type { Signed } from './bar-path.ts';
import { CrossPrices } from './cross-prices.ts';
import type { FeeModel, FeeSchedule } from './fees.ts';
import { type OrderChanges, OrderEntry } from './order-entry.ts';
import { FillNumbers, OrderFills } from './order-fills.ts';
import { PathWalk } from './path-walk.ts';
import { Mode, type RestingOrder } from './resting-order.ts';
import type { Slippage, SlippageModel } from './slippage.ts';
import { loadVenue, saveVenue, type VenueParts, type VenueState } from './venue-state.ts';
import { VolumeBudget, type VolumeBudgetState } from './volume-budget.ts';
import { WaitingOrders } from './waiting-orders.ts';

/** The assumptions under which bars fill orders; the first of each pair is the pessimistic default. */
export interface VenueOptions {
  /** Market orders fill at the next open, or at the close of the bar that caused them (optimistic). */
  readonly fill: 'next-open' | 'close';
  /** A limit fills when the price goes a tick beyond it, or when it is touched (optimistic). */
  readonly limitFill: 'through' | 'touch';
  /** Which of a group is taken when the path of one bar reaches both its stop and its target. */
  readonly bothHit: 'stop-first' | 'target-first';
  /** The fraction of a bar's volume that all our orders together may fill; undefined is no cap. */
  readonly participation: number | undefined;
  /** From sending an order to its arrival at the venue. Cancels arrive at once. */
  readonly latencyUs: number;
  readonly slippage: SlippageModel;
  readonly fees: FeeModel;
}

/** All that it remembers between two calls, as JSON. */
export interface BarVenueState extends VenueState {
  readonly budget: VolumeBudgetState;
  /** Per instrument; null where the model remembers nothing. */
  readonly slippages: readonly (readonly number[] | null)[];
}

/**
 * The venue as far as bars can tell: it fills orders at opens, along the assumed path, and (optimistically) at closes.
 *
 * The caller drives it instant by instant: `path` of the bars that end, orders in between, `close` of the bars that end,
 * `expire`, `open` of the bars that start; base-interval bars only. While `idle` says so, the bars of an instrument may be
 * left out. An order works on a bar when it was there at the bar's `open`; what comes later waits for the next one.
 * Orders of one group, and parents and children, are on one instrument; a parent is submitted before its children.
 */
export class BarVenue {
  private readonly options: VenueOptions;
  private readonly slippages: readonly Slippage[];
  private readonly waiting: WaitingOrders;
  private readonly entry: OrderEntry;
  private readonly market: BarMarket;
  private readonly fills: OrderFills;
  private readonly crosses: CrossPrices;
  private readonly fees: readonly FeeSchedule[];
  private readonly budget: VolumeBudget;
  private readonly walk: PathWalk;

  /** Calendars and the ledger scales of their currencies: one per instrument, in the instruments' order. */
  constructor(
    instruments: readonly Instrument[],
    calendars: readonly Calendar[],
    ledgerScales: readonly number[],
    options: VenueOptions,
    numbers = new FillNumbers(),
  ) {
    assert(options.latencyUs >= 0, 'latency cannot be negative');
    this.options = options;
    this.slippages = options.slippage.estimators(instruments, ledgerScales);
    this.waiting = new WaitingOrders(instruments.length);
    this.entry = new OrderEntry(this.waiting, calendars, options.latencyUs);
    this.crosses = new CrossPrices(instruments.length);
    this.fees = options.fees.schedules(instruments, ledgerScales);
    this.budget = new VolumeBudget(instruments, options.participation);
    const through = options.limitFill === 'through' ? 1 : 0;
    this.market = new BarMarket(this.budget, this.slippages);
    this.fills = new OrderFills(this.waiting, this.market, this.fees, through, numbers);
    this.walk = new PathWalk(this.fills, this.market, through, options.bothHit === 'stop-first');
  }

  /** Nothing expires before this moment. */
  get nextExpiryUs(): Us {
    return this.entry.nextExpiryUs;
  }

  /** Nothing waits on the instrument and its slippage model needs no history: its bars may be left out. */
  idle(instrument: number): boolean {
    return this.isQuiet(instrument) && !this.options.slippage.observes;
  }

  /** Nothing waits on any instrument, and no slippage model needs history. */
  get allIdle(): boolean {
    return this.waiting.size + this.crosses.count === 0 && !this.options.slippage.observes;
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

  /**
   * A smaller size keeps the order's place. A new price or a larger size is a new placing: it goes to the back, and works
   * on bars that open from now on; until then the order works on none.
   */
  replace(orderId: Id, changes: OrderChanges, nowUs: Us, reports: Reports): void {
    this.entry.replace(orderId, changes, nowUs, reports);
  }

  /** Asks for the price of the bar at which an external market order sent now would fill; of quote bars the middle. */
  requestCrossPrice(id: Id, instrument: number, nowUs: Us): void {
    this.crosses.request(id, instrument, nowUs);
  }

  cancelCrossPrice(id: Id): void {
    this.crosses.cancel(id);
  }

  /** The open of a bar that starts now, against what waits. Of the bar only the open, and what the options name, is used. */
  open(bar: BarEvent, reports: Reports): void {
    const { instrument } = bar;
    if (this.isQuiet(instrument)) return;
    assert(bar.interval === 0, 'only bars of the base interval fill orders');
    const { latencyUs } = this.options;
    const lastUs = latencyUs === 0 ? bar.openUs : Math.min(bar.openUs, bar.tsUs - latencyUs - 1);
    this.answerCrosses(bar, Number.NEGATIVE_INFINITY, lastUs, bar.open, bar.openUs, reports);
    const orders = this.waiting.of(instrument);
    if (orders.length === 0) return;
    this.enter(bar, Phase.open, reports);
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if (order.ended || order.isAsleep || order.barOpenUs === bar.openUs) continue;
      if (!isInTime(order, bar)) continue;
      if (order.openBeforeUs <= bar.openUs) {
        this.fills.expire(order);
        continue;
      }
      const isNew = Number.isNaN(order.barOpenUs);
      order.barOpenUs = bar.openUs;
      if (order.free > 0) this.meetOpen(order, arrivalPrice(order, bar), isNew);
    }
    this.waiting.compact(instrument);
  }

  /** The path of a bar that ends now, for the orders that were there when it opened. */
  path(bar: BarEvent, reports: Reports): void {
    const { instrument } = bar;
    if (this.waiting.counts[instrument] > 0) {
      this.enter(bar, Phase.path, reports);
      this.walk.run(this.waiting.of(instrument), bar);
      this.waiting.compact(instrument);
    }
    if (this.options.slippage.observes) this.slippages[instrument].observe(bar);
  }

  /** With `fill: close`, the close of a bar that ends now, for the market orders it caused; otherwise nothing. */
  close(bar: BarEvent, reports: Reports): void {
    const { instrument, tsUs } = bar;
    const { fill, latencyUs } = this.options;
    if (fill !== 'close' || latencyUs > 0 || this.isQuiet(instrument)) return;
    this.answerCrosses(bar, tsUs, tsUs, bar.close, tsUs, reports);
    const orders = this.waiting.of(instrument);
    this.enter(bar, Phase.close, reports);
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if (order.ended || order.mode !== Mode.market || order.placedUs !== tsUs || order.free === 0) continue;
      this.fills.takeMarket(order, order.side > 0 ? bar.askClose : -bar.bidClose);
    }
    this.waiting.compact(instrument);
  }

  /** Ends DAY and GTD orders whose time is over. Call it after the paths and closes of an instant, before its opens. */
  expire(nowUs: Us, reports: Reports): void {
    this.entry.expire(nowUs, reports);
  }

  /** The instrument was split, between two bars: call it before its next `open`. Orders that are too small after it end with reason `split`. */
  split(instrument: number, ratio: SplitRatio, nowUs: Us, reports: Reports): void {
    this.waiting.split(instrument, ratio, nowUs, reports);
    this.fills.split(instrument, ratio);
    this.slippages[instrument].split?.(ratio);
  }

  save(): BarVenueState {
    return {
      ...saveVenue(this.parts()),
      budget: this.budget.save(),
      slippages: this.slippages.map((model) => model.save?.() ?? null),
    };
  }

  /** Into a venue made with the same instruments and options, before it has done anything. */
  load(state: BarVenueState): void {
    loadVenue(this.parts(), state);
    this.budget.load(state.budget);
    state.slippages.forEach((saved, i) => {
      if (saved !== null) this.slippages[i].load?.(saved);
    });
  }

  private parts(): VenueParts {
    const { waiting, entry, fills, crosses, fees } = this;
    return { waiting, entry, fills, crosses, fees };
  }

  private enter(bar: BarEvent, phase: Phase, reports: Reports): void {
    this.market.enter(bar, phase);
    this.fills.enter(reports);
  }

  private isQuiet(instrument: number): boolean {
    return this.waiting.counts[instrument] + this.crosses.counts[instrument] === 0;
  }

  private answerCrosses(bar: BarEvent, firstUs: Us, lastUs: Us, ticks: number, nowUs: Us, reports: Reports): void {
    if (this.crosses.counts[bar.instrument] === 0) return;
    this.crosses.answer(bar.instrument, firstUs, lastUs, ticks, nowUs, reports);
  }

  private meetOpen(order: RestingOrder, price: Signed, isNew: boolean): void {
    const { fills } = this;
    switch (order.mode) {
      case Mode.market:
        fills.takeMarket(order, price);
        break;
      case Mode.limit:
        if (isNew) fills.arriveLimit(order, price);
        else fills.offerLimit(order, price, true);
        break;
      case Mode.stop:
        if (price >= order.stop) fills.trigger(order, price);
        else order.follow(price);
        break;
      case Mode.touch:
        if (price <= order.stop) fills.trigger(order, order.stop);
        break;
    }
  }
}

/**
 * The open as an order meets it that is still under way when the bar opens: moved toward the bar's adverse extreme by the
 * rest of its latency over the bar's length, rounded against the trader.
 */
function arrivalPrice(order: RestingOrder, bar: BarEvent): Signed {
  const open = openOf(bar, order.side);
  const lateUs = order.liveUs - bar.openUs;
  if (lateUs <= 0) return open;
  const worst = order.side > 0 ? bar.askHigh : -bar.bidLow;
  return open + mulDiv(worst - open, lateUs, bar.tsUs - bar.openUs, 'ceil');
}
