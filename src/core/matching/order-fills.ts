import type { Us } from '../base/time.ts';
import { BarEvent } from '../model/bar.ts';
import { ReportKind, Reports } from '../model/report.ts';
import { BarPath, type Signed } from './bar-path.ts';
import type { FeeSchedule } from './fees.ts';
import { Mode, type RestingOrder } from './resting-order.ts';
import type { Slippage } from './slippage.ts';
import type { VolumeBudget } from './volume-budget.ts';
import type { WaitingOrders } from './waiting-orders.ts';

/** The moment of a bar at which orders trade. */
export const Phase = { open: 0, path: 1, close: 2 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** How an order trades: its size, its money, and what follows for its siblings and children. */
export class OrderFills {
  readonly path = new BarPath();
  private readonly waiting: WaitingOrders;
  private readonly budget: VolumeBudget;
  private readonly fees: readonly FeeSchedule[];
  private readonly slippages: readonly Slippage[];
  private readonly through: number;
  /** Per instrument: what all our fills here add up to, the account's position as this venue knows it. */
  private readonly positions: Float64Array;
  private bar = new BarEvent();
  private phase: Phase = Phase.open;
  private nowUs: Us = 0;
  private reports = new Reports();
  private fillCount = 0;

  /** `through`: how many ticks beyond a limit the price must go. */
  constructor(
    waiting: WaitingOrders,
    budget: VolumeBudget,
    fees: readonly FeeSchedule[],
    slippages: readonly Slippage[],
    through: number,
  ) {
    this.waiting = waiting;
    this.budget = budget;
    this.fees = fees;
    this.slippages = slippages;
    this.through = through;
    this.positions = new Float64Array(fees.length);
  }

  /** All that follows happens in this bar, at this moment of it. */
  enter(bar: BarEvent, phase: Phase, reports: Reports): void {
    this.bar = bar;
    this.phase = phase;
    this.nowUs = phase === Phase.open ? bar.openUs : bar.tsUs;
    this.reports = reports;
  }

  get lotsLeft(): number {
    return this.budget.of(this.bar);
  }

  /** A market order meets a price: a collar that it lies outside of ends it. */
  takeMarket(order: RestingOrder, price: Signed): void {
    if (price > order.limit) this.cancel(order, 'collar');
    else this.trade(order, price, false, true);
  }

  /** A limit order meets the price that stands when it starts to work: it takes it, or rests. */
  arriveLimit(order: RestingOrder, price: Signed): void {
    if (order.isPostOnly && price <= order.limit) this.cancel(order, 'post-only');
    else this.offerLimit(order, price, false);
  }

  /** A limit order meets the open of a bar: beyond the limit it fills at that price. */
  offerLimit(order: RestingOrder, price: Signed, maker: boolean): void {
    if (price <= order.limit - this.through) this.trade(order, price, maker, false);
    else if (order.isImmediate) this.cancel(order, order.isWhole ? 'fok' : 'ioc');
  }

  /** The path has gone through the limit of a resting order. */
  fillLimit(order: RestingOrder): void {
    this.trade(order, order.limit, true, false);
  }

  /** A stop or touch order comes alive at this price. */
  trigger(order: RestingOrder, price: Signed): void {
    const report = this.reports.add(ReportKind.triggered, order.id, order.instrument, this.nowUs);
    report.priceTicks = order.side * price;
    if (order.isStopLimit) {
      order.mode = Mode.limit;
      this.arriveLimit(order, price);
    } else {
      order.mode = Mode.market;
      this.takeMarket(order, price);
    }
  }

  cancel(order: RestingOrder, reason: string): void {
    this.waiting.end(order, 'cancelled', reason, this.nowUs, this.reports);
  }

  expire(order: RestingOrder): void {
    this.waiting.end(order, 'expired', '', this.nowUs, this.reports);
  }

  private trade(order: RestingOrder, price: Signed, maker: boolean, slips: boolean): void {
    if (order.isReduceOnly && this.cutsToPosition(order)) return;
    const lots = Math.min(order.free, this.lotsLeft);
    if (order.isWhole && lots < order.lots) {
      this.cancel(order, 'fok');
      return;
    }
    if (lots > 0) this.fill(order, price, lots, maker, slips);
    if (order.isImmediate && !order.ended) this.cancel(order, 'ioc');
  }

  /** A reduce-only order never goes beyond zero: its size is cut to what is held against it. True when that is nothing, which ends it. */
  private cutsToPosition(order: RestingOrder): boolean {
    const most = Math.max(0, -this.positions[order.instrument] * order.side);
    if (most === 0) {
      this.cancel(order, 'reduce-only');
      return true;
    }
    order.free = Math.min(order.free, most);
    return false;
  }

  private fill(order: RestingOrder, price: Signed, lots: number, maker: boolean, slips: boolean): void {
    const { instrument } = order;
    const ticks = order.side * price;
    const report = this.reports.add(ReportKind.filled, order.id, instrument, this.nowUs);
    this.fillCount += 1;
    report.fillId = this.fillCount;
    report.priceTicks = ticks;
    report.lots = lots;
    report.maker = maker;
    report.fee = this.fees[instrument].fee(ticks, lots, maker, order.filled, order.feePaid);
    if (slips) report.slippage = this.slippages[instrument].cost(ticks, lots, this.bar);
    this.budget.spend(this.bar, lots);
    this.positions[instrument] += order.side * lots;
    order.filled += lots;
    order.count();
    const isUsedUp = order.isReduceOnly && this.positions[instrument] * order.side >= 0;
    order.feePaid += report.fee;
    this.settle(order, lots);
    if (isUsedUp && !order.ended) this.cancel(order, 'reduce-only');
  }

  /** Siblings shrink first, then children wake: a child never meets a sibling of its parent. */
  private settle(order: RestingOrder, lots: number): void {
    const { waiting, nowUs, reports } = this;
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

  /**
   * The child may fill what its parent has filled. Where it was at the venue in time for this bar it starts here, from where
   * the bar stands; otherwise, and after a close, at the next open.
   */
  private wake(child: RestingOrder, lots: number): void {
    const { bar, phase } = this;
    const isFirst = child.isAsleep;
    child.isAsleep = false;
    child.granted += lots;
    child.count();
    if (phase === Phase.close) return;
    if (phase === Phase.open ? child.openBeforeUs <= bar.openUs : child.endByUs < bar.tsUs) return;
    if (isFirst ? !isInTime(child, bar) : child.barOpenUs !== bar.openUs) return;
    child.barOpenUs = bar.openUs;
    if (child.free === 0) return;
    const price = phase === Phase.path ? this.path.now(child.side) : openOf(bar, child.side);
    if (isFirst) child.follow(price);
    if (child.mode === Mode.market) this.takeMarket(child, price);
    else if (isFirst && child.mode === Mode.limit) this.arriveLimit(child, price);
  }
}

/** Whether it was placed by the open of this bar and arrives before its end. */
export function isInTime(order: RestingOrder, bar: BarEvent): boolean {
  return order.placedUs <= bar.openUs && (order.liveUs <= bar.openUs || order.liveUs < bar.tsUs);
}

/** The open of a bar as this side sees it. */
export function openOf(bar: BarEvent, side: number): Signed {
  return side > 0 ? bar.askOpen : -bar.bidOpen;
}
