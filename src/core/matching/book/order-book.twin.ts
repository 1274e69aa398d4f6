import type { Id } from '../../base/ids.ts';
import type { Side } from '../../model/order.ts';
import type { OrderChanges } from '../order-entry.ts';
import type { BookOrderState, BookState } from './book-state.ts';
import { type BookTerms, bookTermsProblem, SelfTrade } from './book-terms.ts';

/** A row of the book's reports. */
export interface BookReport {
  readonly kind: string;
  readonly orderId: Id;
  readonly priceTicks: number;
  readonly lots: number;
  readonly openLots: number;
  readonly fillId: number;
  readonly maker: number;
  readonly reason: string;
}

interface NaiveOrder extends BookTerms {
  readonly id: Id;
  /** What it waits as. */
  type: BookTerms['type'];
  lots: number;
  limitTicks: number | undefined;
  stopTicks: number | undefined;
  shown: number;
  hidden: number;
  placing: number;
}

/** The book with nothing clever in it: three sorted lists of objects, walked from the front. */
export class NaiveBook {
  said: BookReport[] = [];
  private bids: NaiveOrder[] = [];
  private asks: NaiveOrder[] = [];
  private stops: NaiveOrder[] = [];
  private last: number | null = null;
  private high = Number.NEGATIVE_INFINITY;
  private low = Number.POSITIVE_INFINITY;
  private fillId = 0;
  private placing = 0;
  private readonly ordersMax: number;
  private readonly icebergParts: number;

  constructor({ ordersMax = 1_048_576, icebergParts = 100 }: { ordersMax?: number; icebergParts?: number } = {}) {
    this.ordersMax = ordersMax;
    this.icebergParts = icebergParts;
  }

  submit(id: Id, terms: BookTerms): void {
    const reason = this.refusal(id, terms);
    if (reason !== undefined) {
      this.say('rejected', id, { reason });
      return;
    }
    const { type, lots } = terms;
    const order: NaiveOrder = {
      ...terms,
      id,
      type,
      lots,
      limitTicks: type === 'stop' ? undefined : terms.limitTicks,
      stopTicks: type === 'stop' || type === 'stop-limit' ? terms.stopTicks : undefined,
      shown: lots,
      hidden: 0,
      placing: 0,
    };
    this.say('accepted', id, { lots, openLots: lots });
    this.place(order);
    this.trigger();
  }

  cancel(id: Id): void {
    const order = this.find(id);
    if (order === undefined) this.say('cancel-rejected', id, { reason: 'unknown-order' });
    else this.end(order, 'requested');
  }

  replace(id: Id, changes: OrderChanges): void {
    const order = this.find(id);
    const reason = order === undefined ? 'unknown-order' : this.changesRefusal(order, changes);
    if (order === undefined || reason !== undefined) {
      this.say('replace-rejected', id, { reason: reason ?? '' });
      return;
    }
    const { lots = order.lots, limitTicks = order.limitTicks, stopTicks = order.stopTicks } = changes;
    const open = order.shown + order.hidden + lots - order.lots;
    const keepsPlace = changes.limitTicks === undefined && changes.stopTicks === undefined && lots <= order.lots;
    if (!keepsPlace) this.drop(order);
    Object.assign(order, { lots, limitTicks, stopTicks });
    this.say('replaced', id, { priceTicks: limitTicks ?? 0, lots, openLots: open });
    if (keepsPlace) {
      leave(order, open, order.shown);
    } else {
      order.shown = open;
      order.hidden = 0;
      this.place(order);
      this.trigger();
    }
  }

  save(): BookState {
    const stops = (side: Side) =>
      this.stops
        .filter((order) => order.side === side)
        .toSorted((a, b) => side * (a.stopTicks! - b.stopTicks!) || a.placing - b.placing);
    return {
      lastTicks: this.last,
      fillId: this.fillId,
      placing: this.placing,
      bids: this.bids.map(saved),
      asks: this.asks.map(saved),
      buyStops: stops(1).map(saved),
      sellStops: stops(-1).map(saved),
    };
  }

  private refusal(id: Id, terms: BookTerms): string | undefined {
    if (!Number.isSafeInteger(id) || id <= 0) return 'id';
    const problem = bookTermsProblem(terms, this.icebergParts);
    if (problem !== undefined) return problem;
    if (this.find(id) !== undefined) return 'duplicate-id';
    const isFull = this.size() >= this.ordersMax || this.openLots() + terms.lots > Number.MAX_SAFE_INTEGER;
    return isFull ? 'book-full' : undefined;
  }

  private changesRefusal(order: NaiveOrder, changes: OrderChanges): string | undefined {
    const { lots = order.lots, limitTicks, stopTicks } = changes;
    const filled = order.lots - order.shown - order.hidden;
    const isPrice = (ticks: number) => Number.isSafeInteger(ticks) && ticks > 0;
    if (changes.lots !== undefined && !(Number.isSafeInteger(lots) && lots > filled)) return 'lots';
    if (stopTicks !== undefined && order.stopTicks === undefined) return 'stop';
    if (limitTicks !== undefined && order.limitTicks === undefined) return 'limit';
    if (limitTicks !== undefined && !isPrice(limitTicks)) return 'limit';
    if (stopTicks !== undefined && !isPrice(stopTicks)) return 'stop';
    if (order.displayLots !== undefined && lots > this.icebergParts * order.displayLots) return 'iceberg-parts';
    return this.openLots() + lots - order.lots > Number.MAX_SAFE_INTEGER ? 'book-full' : undefined;
  }

  private place(order: NaiveOrder): void {
    this.placing += 1;
    order.placing = this.placing;
    if (order.stopTicks === undefined) this.enter(order);
    else this.stops.push(order);
  }

  private enter(order: NaiveOrder): void {
    const { id, type, timeInForce } = order;
    if (order.postOnly === true && this.meets(order) !== undefined) return this.end(order, 'post-only');
    if (timeInForce === 'FOK' && !this.wouldFill(order)) return this.end(order, 'fok');
    this.take(order);
    if (order.shown === 0) return;
    const far = order.side === 1 ? this.asks : this.bids;
    if (type === 'market') return this.end(order, far.length > 0 ? 'collar' : 'no-liquidity');
    if (timeInForce === 'IOC') return this.end(order, 'ioc');
    if (timeInForce === 'FOK') throw new Error(`order ${id} filled in part`);
    leave(order, order.shown);
    const near = order.side === 1 ? this.bids : this.asks;
    const worse = near.findIndex((other) => order.side * (order.limitTicks! - other.limitTicks!) > 0);
    near.splice(worse < 0 ? near.length : worse, 0, order);
  }

  /** The order that it would trade with next. */
  private meets({ side, limitTicks }: NaiveOrder): NaiveOrder | undefined {
    const best = (side === 1 ? this.asks : this.bids)[0];
    if (best === undefined || limitTicks === undefined) return best;
    return side * best.limitTicks! <= side * limitTicks ? best : undefined;
  }

  private take(order: NaiveOrder): void {
    for (let maker = this.meets(order); order.shown > 0 && maker !== undefined; maker = this.meets(order)) {
      const isOwn = (order.owner ?? 0) !== 0 && order.owner === maker.owner;
      if (isOwn && order.selfTrade !== SelfTrade.allow) {
        this.meetItself(order, maker);
        continue;
      }
      const lots = Math.min(order.shown, maker.shown);
      const priceTicks = maker.limitTicks!;
      this.fillId += 1;
      order.shown -= lots;
      maker.shown -= lots;
      for (const [who, isMaker] of [
        [maker, 1],
        [order, 0],
      ] as const) {
        const openLots = who.shown + who.hidden;
        this.say('filled', who.id, { priceTicks, lots, openLots, fillId: this.fillId, maker: isMaker });
      }
      this.last = priceTicks;
      this.high = Math.max(this.high, priceTicks);
      this.low = Math.min(this.low, priceTicks);
      if (maker.shown > 0) continue;
      this.drop(maker);
      if (maker.hidden === 0) continue;
      leave(maker, maker.hidden);
      const near = maker.side === 1 ? this.bids : this.asks;
      const behind = near.findIndex((other) => other.limitTicks !== priceTicks);
      near.splice(behind < 0 ? near.length : behind, 0, maker);
    }
  }

  private meetItself(order: NaiveOrder, maker: NaiveOrder): void {
    const open = order.shown;
    const makerOpen = maker.shown + maker.hidden;
    switch (order.selfTrade) {
      case 'cancel-oldest':
        this.end(maker, 'self-trade');
        return;
      case 'cancel-both':
        this.end(maker, 'self-trade');
        this.end(order, 'self-trade');
        return;
      case 'decrement-and-cancel':
        this.decrement(maker, open);
        this.decrement(order, makerOpen);
        return;
      default:
        this.end(order, 'self-trade');
    }
  }

  private decrement(order: NaiveOrder, lots: number): void {
    const open = order.shown + order.hidden;
    if (lots >= open) {
      this.end(order, 'self-trade');
      return;
    }
    order.lots -= lots;
    leave(order, open - lots, order.shown);
    const priceTicks = order.limitTicks ?? 0;
    this.say('replaced', order.id, { priceTicks, lots: order.lots, openLots: open - lots, reason: 'self-trade' });
  }

  /** Tries it on a copy, as an order that may fill in part. */
  private wouldFill(order: NaiveOrder): boolean {
    const trial = new NaiveBook();
    trial.bids = this.bids.map((each) => ({ ...each }));
    trial.asks = this.asks.map((each) => ({ ...each }));
    trial.take({ ...order });
    const filled = trial.said.filter(({ kind, orderId }) => kind === 'filled' && orderId === order.id);
    return filled.reduce((sum, { lots }) => sum + lots, 0) === order.lots;
  }

  private trigger(): void {
    for (let stop = this.reachedStop(); stop !== undefined; stop = this.reachedStop()) {
      this.drop(stop);
      stop.stopTicks = undefined;
      stop.type = stop.type === 'stop' ? 'market' : 'limit';
      this.say('triggered', stop.id, { priceTicks: this.last!, openLots: stop.shown });
      this.enter(stop);
    }
    if (this.last !== null) this.high = this.low = this.last;
  }

  private reachedStop(): NaiveOrder | undefined {
    const reached = this.stops.filter(({ side, stopTicks }) =>
      side === 1 ? stopTicks! <= this.high : stopTicks! >= this.low,
    );
    const nearest = ([1, -1] as const).map((side) =>
      reached
        .filter((stop) => stop.side === side)
        .toSorted((a, b) => side * (a.stopTicks! - b.stopTicks!) || a.placing - b.placing)
        .at(0),
    );
    return nearest
      .filter((stop) => stop !== undefined)
      .toSorted((a, b) => a.placing - b.placing)
      .at(0);
  }

  private end(order: NaiveOrder, reason: string): void {
    this.drop(order);
    this.say('cancelled', order.id, { lots: order.shown + order.hidden, reason });
    order.shown = order.hidden = 0;
  }

  private lists(): NaiveOrder[][] {
    return [this.bids, this.asks, this.stops];
  }

  private size(): number {
    return this.bids.length + this.asks.length + this.stops.length;
  }

  private openLots(): number {
    let sum = 0;
    for (const list of this.lists()) for (const { shown, hidden } of list) sum += shown + hidden;
    return sum;
  }

  private find(id: Id): NaiveOrder | undefined {
    for (const list of this.lists()) for (const order of list) if (order.id === id) return order;
    return undefined;
  }

  private drop(order: NaiveOrder): void {
    for (const list of this.lists()) {
      const at = list.indexOf(order);
      if (at >= 0) list.splice(at, 1);
    }
  }

  private say(kind: string, orderId: Id, what: Partial<BookReport>): void {
    this.said.push({ kind, orderId, priceTicks: 0, lots: 0, openLots: 0, fillId: 0, maker: 0, reason: '', ...what });
  }
}

/** So much of the order is left, of which it shows what it may, or no more than so much. */
function leave(order: NaiveOrder, open: number, shownMax = order.displayLots ?? open): void {
  const shown = order.type === 'limit' ? Math.min(open, shownMax) : open;
  order.shown = shown;
  order.hidden = open - shown;
}

function saved(order: NaiveOrder): BookOrderState {
  return {
    id: order.id,
    owner: order.owner ?? 0,
    side: order.side,
    type: order.type,
    timeInForce: order.timeInForce,
    selfTrade: order.selfTrade ?? SelfTrade.cancelNewest,
    postOnly: order.postOnly === true,
    limitTicks: order.limitTicks ?? null,
    stopTicks: order.stopTicks ?? null,
    displayLots: order.displayLots ?? null,
    lots: order.lots,
    shownLots: order.shown,
    hiddenLots: order.hidden,
    placing: order.placing,
  };
}
