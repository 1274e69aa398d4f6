import { ReportKind, Reports } from '../model/report.ts';
import { splitLots, type SplitRatio } from '../model/split.ts';
import type { Signed } from './bar-path.ts';
import type { FeeSchedule } from './fees.ts';
import type { Market } from './market.ts';
import { Mode, type RestingOrder } from './resting-order.ts';
import type { WaitingOrders } from './waiting-orders.ts';

/** What the fills here add up to, as JSON. */
export interface OrderFillsState {
  readonly positions: readonly number[];
  readonly fillCount: number;
}

/** Numbers the fills of a venue from 1; venues that are one to the outside share them. */
export class FillNumbers {
  last = 0;
}

/** How an order trades: its size, its money, and what follows for its siblings and children. */
export class OrderFills {
  private readonly waiting: WaitingOrders;
  private readonly market: Market;
  private readonly fees: readonly FeeSchedule[];
  private readonly through: number;
  /** Per instrument: what all our fills here add up to, the account's position as this venue knows it. */
  private readonly positions: Float64Array;
  private reports = new Reports();
  private readonly numbers: FillNumbers;

  /** `through`: how many ticks beyond its limit the price must lie that a limit order meets. */
  constructor(
    waiting: WaitingOrders,
    market: Market,
    fees: readonly FeeSchedule[],
    through: number,
    numbers: FillNumbers,
  ) {
    this.numbers = numbers;
    this.waiting = waiting;
    this.market = market;
    this.fees = fees;
    this.through = through;
    this.positions = new Float64Array(fees.length);
  }

  /** Where all that follows is reported. The caller has taken the market to where it happens. */
  enter(reports: Reports): void {
    this.reports = reports;
  }

  /** A market order meets a price: a collar that it lies outside of ends it. Where nothing is offered it waits. */
  takeMarket(order: RestingOrder, price: Signed): void {
    if (price > order.limit && price !== Number.POSITIVE_INFINITY) this.cancel(order, 'collar');
    else this.trade(order, price, false, true);
  }

  /** A limit order meets the price that stands when it starts to work: it takes it, or rests. */
  arriveLimit(order: RestingOrder, price: Signed): void {
    if (order.isPostOnly && price <= order.limit) this.cancel(order, 'post-only');
    else this.offerLimit(order, price, false);
  }

  /** A limit order meets a price that stands: beyond the limit it fills at that price. */
  offerLimit(order: RestingOrder, price: Signed, maker: boolean): void {
    if (price <= order.limit - this.through) this.trade(order, price, maker, false);
    else if (order.isImmediate) this.cancel(order, order.isWhole ? 'fok' : 'ioc');
  }

  /** The market has gone through the limit of a resting order. */
  fillLimit(order: RestingOrder): void {
    this.trade(order, order.limit, true, false);
  }

  /** A stop or touch order comes alive at this price; `takes` is the price that it then meets. */
  trigger(order: RestingOrder, price: Signed, takes: Signed = price): void {
    const report = this.reports.add(ReportKind.triggered, order.id, order.instrument, this.market.nowUs);
    report.priceTicks = order.side * price;
    if (order.isStopLimit) {
      order.mode = Mode.limit;
      this.arriveLimit(order, takes);
    } else {
      order.mode = Mode.market;
      this.takeMarket(order, takes);
    }
  }

  cancel(order: RestingOrder, reason: string): void {
    this.waiting.end(order, 'cancelled', reason, this.market.nowUs, this.reports);
  }

  expire(order: RestingOrder): void {
    this.waiting.end(order, 'expired', '', this.market.nowUs, this.reports);
  }

  /** What is held of an instrument that was split. */
  split(instrument: number, ratio: SplitRatio): void {
    this.positions[instrument] = splitLots(this.positions[instrument], ratio);
  }

  save(): OrderFillsState {
    return { positions: [...this.positions], fillCount: this.numbers.last };
  }

  load({ positions, fillCount }: OrderFillsState): void {
    this.positions.set(positions);
    this.numbers.last = Math.max(this.numbers.last, fillCount);
  }

  private trade(order: RestingOrder, price: Signed, maker: boolean, slips: boolean): void {
    const most = this.mostOf(order);
    if (order.isReduceOnly && most === 0) {
      this.cancel(order, 'reduce-only');
      return;
    }
    const { market } = this;
    if (order.isWhole && Math.min(most, market.lotsWithin(order.side, order.limit)) < order.lots) {
      this.cancel(order, 'fok');
      return;
    }
    const lots = Math.min(most, market.lotsLeft(order.side, maker));
    if (lots > 0) this.fill(order, price, lots, maker, slips);
    if (!maker) this.sweep(order, slips);
    if (order.isImmediate && !order.ended) this.cancel(order, 'ioc');
  }

  /** Goes on at the prices behind the first, where the market shows more than one. */
  private sweep(order: RestingOrder, slips: boolean): void {
    while (!order.ended && order.free > 0) {
      const price = this.market.price(order.side);
      const lots = Math.min(this.mostOf(order), this.market.lotsLeft(order.side, false));
      if (!(price <= order.limit && lots > 0)) return;
      this.fill(order, price, lots, false, slips);
    }
  }

  /** The most that may fill now; of a reduce-only order no more than is held against it, which other orders change while it waits. */
  private mostOf(order: RestingOrder): number {
    if (!order.isReduceOnly) return order.free;
    return Math.min(order.free, Math.max(0, -this.positions[order.instrument] * order.side));
  }

  private fill(order: RestingOrder, price: Signed, lots: number, maker: boolean, slips: boolean): void {
    const { instrument, side } = order;
    const ticks = side * price;
    const report = this.reports.add(ReportKind.filled, order.id, instrument, this.market.nowUs);
    this.numbers.last += 1;
    report.fillId = this.numbers.last;
    report.priceTicks = ticks;
    report.lots = lots;
    report.maker = maker;
    report.fee = this.fees[instrument].fee(ticks, lots, maker, order.filled, order.feePaid);
    if (slips) report.slippage = this.market.slippage(instrument, ticks, lots);
    this.market.spend(side, maker, lots);
    this.positions[instrument] += side * lots;
    order.filled += lots;
    order.count();
    const isUsedUp = order.isReduceOnly && this.positions[instrument] * side >= 0;
    order.feePaid += report.fee;
    this.settle(order, lots);
    if (isUsedUp && !order.ended) this.cancel(order, 'reduce-only');
  }

  /** Siblings shrink first, then children wake: a child never meets a sibling of its parent. */
  private settle(order: RestingOrder, lots: number): void {
    const { waiting, reports } = this;
    const { nowUs } = this.market;
    const isDone = order.filled === order.lots;
    if (order.group >= 0) waiting.shrinkSiblings(order, lots, nowUs, reports);
    if (order.hasChildren) this.wakeChildren(order, lots);
    if (order.ended) return;
    if (isDone) waiting.complete(order, nowUs, reports);
    else waiting.endIfSpent(order, nowUs, reports);
  }

  private wakeChildren(parent: RestingOrder, lots: number): void {
    const list = this.waiting.of(parent.instrument);
    for (let i = 0; i < list.length; i++) {
      const child = list[i];
      if (!child.ended && child.parent === parent.id) this.wake(child, lots);
    }
  }

  /** The child may fill what its parent has filled, at once where the market admits it. */
  private wake(child: RestingOrder, lots: number): void {
    const { market } = this;
    const isFirst = child.isAsleep;
    child.grant(lots);
    if (!market.admits(child, isFirst) || child.free === 0) return;
    const price = market.price(child.side);
    if (isFirst) child.follow(market.watched(child.side));
    if (child.mode === Mode.market) this.takeMarket(child, price);
    else if (isFirst && child.mode === Mode.limit) this.arriveLimit(child, price);
  }
}
