import type { Market } from './market.ts';
import type { OrderFills } from './order-fills.ts';
import { Mode, type RestingOrder } from './resting-order.ts';

/** A market whose events are moments. */
export interface MomentMarket extends Market {
  /** How many lots the event lets a resting limit order fill at its limit; what `lotsLeft` then says to makers. */
  reach(order: RestingOrder): number;
}

/**
 * What an event does to the orders that were there, the same for quotes, trades and books: stops trigger, oldest first, and
 * resting limits fill, the better price first, then the older, until neither has more to say; then trailing stops follow.
 */
export class MomentWalk {
  private readonly fills: OrderFills;
  private readonly market: MomentMarket;

  constructor(fills: OrderFills, market: MomentMarket) {
    this.fills = fills;
    this.market = market;
  }

  run(orders: readonly RestingOrder[]): void {
    while (this.triggerOne(orders) || this.fillOne(orders));
    for (let i = 0; i < orders.length; i++) this.follow(orders[i]);
  }

  private triggerOne(orders: readonly RestingOrder[]): boolean {
    const { market } = this;
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if ((order.mode !== Mode.stop && order.mode !== Mode.touch) || !order.isWorking) continue;
      const price = market.watched(order.side);
      if (!(order.mode === Mode.stop ? price >= order.stop : price <= order.stop)) continue;
      this.fills.trigger(order, price, market.price(order.side));
      return true;
    }
    return false;
  }

  private fillOne(orders: readonly RestingOrder[]): boolean {
    const { market } = this;
    let best: RestingOrder | undefined;
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i];
      if (order.mode !== Mode.limit || !order.isWorking || market.reach(order) === 0) continue;
      if (best === undefined || (best.side === order.side && order.limit > best.limit)) best = order;
    }
    if (best === undefined) return false;
    market.reach(best);
    this.fills.fillLimit(best);
    return true;
  }

  private follow(order: RestingOrder): void {
    if (order.trail === 0 || order.mode !== Mode.stop || !order.isWorking) return;
    order.follow(this.market.watched(order.side));
  }
}
