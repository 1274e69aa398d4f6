import type { BarEvent } from '../model/bar.ts';
import type { BarMarket } from './bar-market.ts';
import { LEGS } from './bar-path.ts';
import type { OrderFills } from './order-fills.ts';
import { isWithinReach, levelWithinReach, reach } from './reach.ts';
import { Mode, type RestingOrder } from './resting-order.ts';

/**
 * Takes the path of a bar from event to event: on each leg the order that the price comes to first, the older one of two,
 * until nothing more happens on it. What an event changes (a sibling gone, a child awake) is seen from where it happened.
 */
export class PathWalk {
  private readonly fills: OrderFills;
  private readonly market: BarMarket;
  private readonly through: number;
  private readonly isStopFirst: boolean;

  /** `through`: how many ticks beyond a limit the price must go. `isStopFirst`: which of a group a bar that reaches both takes. */
  constructor(fills: OrderFills, market: BarMarket, through: number, isStopFirst: boolean) {
    this.fills = fills;
    this.market = market;
    this.through = through;
    this.isStopFirst = isStopFirst;
  }

  /** Walks the bar's path; the caller has entered the bar. */
  run(orders: readonly RestingOrder[], bar: BarEvent): void {
    const { path } = this.market;
    path.start(bar);
    const isReached = this.isAnyWithinReach(orders, bar);
    for (let leg = 0; leg < LEGS; leg++) {
      path.enter(leg);
      this.followAll(orders, bar, leg);
      if (isReached) this.walkLeg(orders, bar);
    }
    this.followAll(orders, bar, LEGS);
  }

  /** Most bars reach no order; then there is nothing to walk for. */
  private isAnyWithinReach(orders: readonly RestingOrder[], bar: BarEvent): boolean {
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if (order.mode !== Mode.market && isWorking(order, bar) && isWithinReach(order, this.market.path, this.through)) {
        return true;
      }
    }
    return false;
  }

  private walkLeg(orders: readonly RestingOrder[], bar: BarEvent): void {
    for (;;) {
      const next = this.nextOnLeg(orders, bar);
      if (next === undefined) return;
      this.market.path.moveToKept();
      this.act(next);
    }
  }

  private act(order: RestingOrder): void {
    const { fills } = this;
    if (order.mode === Mode.limit) fills.fillLimit(order);
    else if (order.mode === Mode.touch) fills.trigger(order, order.stop);
    else fills.trigger(order, Math.max(order.stop, this.market.path.now(order.side)));
  }

  private followAll(orders: readonly RestingOrder[], bar: BarEvent, corner: number): void {
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if (order.trail > 0 && isWorking(order, bar)) order.follow(this.market.path.corner(order.side, corner));
    }
  }

  /** The order to which something happens first on the rest of this leg, the older one of two; its place is kept. */
  private nextOnLeg(orders: readonly RestingOrder[], bar: BarEvent): RestingOrder | undefined {
    const { path } = this.market;
    const lotsLeft = this.market.lotsLeft();
    let next: RestingOrder | undefined;
    path.keepNothing();
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if (order.mode === Mode.market || !isWorking(order, bar)) continue;
      if (order.mode === Mode.limit && lotsLeft === 0) continue;
      const at = reach(order, path, this.through);
      if (Number.isNaN(at)) continue;
      path.find(order.side, at);
      if (!path.isFoundBeforeKept()) continue;
      if (order.group >= 0 && this.yields(order, orders, bar)) continue;
      path.keepFound();
      next = order;
    }
    return next;
  }

  /**
   * `bothHit`: whether a sibling of the favoured kind lies inside the rest of the bar too. A stop that would trail to a
   * better price than the target's gets there only because the price goes through the target: then the target is taken.
   */
  private yields(order: RestingOrder, orders: readonly RestingOrder[], bar: BarEvent): boolean {
    if ((order.mode === Mode.stop) === this.isStopFirst) return false;
    const target = order.mode === Mode.limit ? order.limit : order.stop;
    let isReached = false;
    for (let i = 0; i < orders.length; i++) {
      const sibling = orders[i];
      if (sibling.group !== order.group || sibling.mode === Mode.market || !isWorking(sibling, bar)) continue;
      if (sibling.mode === Mode.limit && this.market.lotsLeft() === 0) continue;
      if ((sibling.mode === Mode.stop) !== this.isStopFirst) continue;
      const level = levelWithinReach(sibling, this.market.path, this.through);
      if (sibling.trail > 0 && sibling.side === order.side && level < target) return false;
      if (level === level) isReached = true;
    }
    return isReached;
  }
}

/** Whether it works on the path of this bar. */
function isWorking(order: RestingOrder, bar: BarEvent): boolean {
  return !order.ended && order.free > 0 && order.barOpenUs === bar.openUs && order.endByUs >= bar.tsUs;
}
