import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import type { OrderTerms } from '../model/order.ts';
import type { Said } from './bar-venue.twin.ts';
import type { OrderChanges } from './order-entry.ts';
import type { QuoteVenueOptions } from './quote-venue.ts';

/** One side of a quote: whoever offers. */
interface Offer {
  ticks: number;
  lots: number;
}

export type NaiveEvent =
  | { readonly kind: 'quote'; readonly tsUs: Us; readonly bid: Offer; readonly ask: Offer }
  | { readonly kind: 'trade'; readonly tsUs: Us; readonly ticks: number; readonly lots: number };

interface NaiveOrder {
  id: Id;
  terms: OrderTerms;
  lots: number;
  limit: number | undefined;
  stop: number | undefined;
  waitsFor: 'nothing' | 'limit' | 'stop' | 'touch';
  fills: number[];
  submittedUs: Us;
  arrivesUs: Us;
  arrived: boolean;
  parent: NaiveOrder | undefined;
  over: boolean;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * The quote venue in its plainest form, as an oracle: one instrument, everything asked anew from the list of all orders
 * there ever were and of all fills.
 */
export class NaiveQuoteVenue {
  said: Said[] = [];
  private readonly calendar: Calendar;
  private readonly options: QuoteVenueOptions;
  private orders: NaiveOrder[] = [];
  private readonly all: NaiveOrder[] = [];
  private offers = { ask: { ticks: 0, lots: 0, taken: 0 }, bid: { ticks: 0, lots: 0, taken: 0 } };
  private print: { ticks: number; left: number } | undefined;
  private hasTraded = false;
  private nowUs: Us = 0;

  constructor(calendar: Calendar, options: QuoteVenueOptions) {
    this.calendar = calendar;
    this.options = options;
  }

  submit(id: Id, terms: OrderTerms, nowUs: Us): void {
    this.nowUs = nowUs;
    const parent = this.orders.find((o) => o.id === terms.parent);
    const isTwin = parent?.terms.group !== undefined && parent.terms.group === terms.group;
    if (terms.parent !== undefined && (parent === undefined || isTwin)) {
      this.say('rejected', id, { reason: parent === undefined ? 'parent' : 'group' });
      return;
    }
    const { type } = terms;
    const order: NaiveOrder = {
      id,
      terms,
      lots: terms.lots,
      limit: ['market', 'limit', 'stop-limit'].includes(type) ? terms.limitTicks : undefined,
      stop: terms.stopTicks,
      waitsFor: type === 'market' ? 'nothing' : type === 'limit' ? 'limit' : type === 'touch' ? 'touch' : 'stop',
      fills: [],
      submittedUs: nowUs,
      arrivesUs: nowUs + this.options.latencyUs,
      arrived: false,
      parent,
      over: false,
    };
    this.orders = [...this.orders, order];
    this.all.push(order);
    this.say('accepted', id, {});
  }

  cancel(id: Id, nowUs: Us): void {
    this.nowUs = nowUs;
    const order = this.orders.find((o) => o.id === id);
    if (order === undefined) this.say('cancel-rejected', id, { reason: 'unknown-order' });
    else this.finish(order, 'cancelled', 'requested');
  }

  replace(id: Id, { lots, limitTicks, stopTicks }: OrderChanges, nowUs: Us): void {
    this.nowUs = nowUs;
    const order = this.orders.find((o) => o.id === id);
    let why: string | undefined;
    if (order === undefined) why = 'unknown-order';
    else if (lots !== undefined && lots <= sum(order.fills)) why = 'lots';
    else if (stopTicks !== undefined && order.waitsFor !== 'stop' && order.waitsFor !== 'touch') why = 'stop';
    else if (limitTicks !== undefined && !['market', 'limit', 'stop-limit'].includes(order.terms.type)) why = 'limit';
    if (order === undefined || why !== undefined) {
      this.say('replace-rejected', id, { reason: why ?? '' });
      return;
    }
    if ((lots ?? 0) > order.lots || limitTicks !== undefined || stopTicks !== undefined) {
      order.arrivesUs = nowUs + this.options.latencyUs;
      order.arrived = false;
      this.orders = [...this.orders.filter((o) => o !== order), order];
    }
    order.lots = lots ?? order.lots;
    order.limit = limitTicks ?? order.limit;
    order.stop = stopTicks ?? order.stop;
    this.say('replaced', id, { price: order.limit ?? 0, lots: order.lots });
    this.endIfSpent(order);
  }

  expire(nowUs: Us): void {
    this.nowUs = nowUs;
    for (const order of this.orders) {
      if (!order.over && (order.terms.timeInForce === 'DAY' ? nowUs >= this.lastUs(order) : nowUs > this.lastUs(order)))
        this.finish(order, 'expired', '');
    }
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
    for (;;) {
      const stop = this.orders.find((o) => this.works(o) && this.isTriggered(o));
      if (stop !== undefined) {
        this.trigger(stop);
        continue;
      }
      const reached = this.orders.filter((o) => this.works(o) && this.isReached(o));
      const sides = reached.filter((o) => o.terms.side === reached[0].terms.side);
      sides.sort((a, b) => (b.limit! - a.limit!) * a.terms.side);
      if (sides.length === 0) break;
      this.trade(sides[0], sides[0].limit!, true);
    }
    for (const order of this.orders) {
      const price = this.watched(order);
      if (!this.works(order) || order.terms.type !== 'trailing' || order.waitsFor !== 'stop') continue;
      if (price !== undefined) this.trail(order, price);
    }
  }

  private share(lots: number): number {
    return Math.floor((this.options.participation ?? 1) * lots + 1e-9);
  }

  private say(kind: string, id: Id, more: Partial<Said>): void {
    this.said.push({ kind, id, tsUs: this.nowUs, price: 0, lots: 0, maker: false, reason: '', ...more });
  }

  private far(order: NaiveOrder) {
    return order.terms.side === 1 ? this.offers.ask : this.offers.bid;
  }

  private position(): number {
    return sum(this.all.map((o) => o.terms.side * sum(o.fills)));
  }

  private isAsleep(order: NaiveOrder): boolean {
    return order.parent !== undefined && order.parent.fills.length === 0;
  }

  private allowed(order: NaiveOrder): number {
    const granted = order.parent === undefined ? Number.POSITIVE_INFINITY : sum(order.parent.fills);
    return Math.max(0, Math.min(order.lots, granted) - sum(order.fills) - this.taken(order));
  }

  /** What siblings have filled since it was there. */
  private taken(order: NaiveOrder): number {
    return this.takenBy.get(order) ?? 0;
  }

  private readonly takenBy = new Map<NaiveOrder, number>();

  private lastUs(order: NaiveOrder): Us {
    const { timeInForce, expireUs } = order.terms;
    if (timeInForce === 'GTD') return expireUs!;
    if (timeInForce !== 'DAY') return Number.POSITIVE_INFINITY;
    const session = this.calendar.sessionAt(order.submittedUs);
    return session !== undefined && order.submittedUs < session.closeUs
      ? session.closeUs
      : this.calendar.nextSession(order.submittedUs).closeUs;
  }

  private works(order: NaiveOrder): boolean {
    return !order.over && order.arrived && this.allowed(order) > 0;
  }

  private watched(order: NaiveOrder): number | undefined {
    if (this.print !== undefined) return this.print.ticks;
    const offer = this.far(order);
    return this.hasTraded || offer.lots === 0 ? undefined : offer.ticks;
  }

  private isTriggered(order: NaiveOrder): boolean {
    const price = this.watched(order);
    if (price === undefined || order.stop === undefined) return false;
    const beyond = (price - order.stop) * order.terms.side;
    return order.waitsFor === 'stop' ? beyond >= 0 : order.waitsFor === 'touch' && beyond <= 0;
  }

  private isReached(order: NaiveOrder): boolean {
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

  private market(order: NaiveOrder): void {
    const offer = this.far(order);
    const isCollared = order.terms.type === 'market' && order.limit !== undefined;
    if (offer.lots > 0 && isCollared && (offer.ticks - order.limit!) * order.terms.side > 0)
      this.finish(order, 'cancelled', 'collar');
    else this.trade(order, offer.ticks, false);
  }

  private arrive(order: NaiveOrder): void {
    const { postOnly, timeInForce, side } = order.terms;
    const offer = this.far(order);
    const takes = offer.lots > 0 && (offer.ticks - order.limit!) * side <= 0;
    if (takes && postOnly === true) this.finish(order, 'cancelled', 'post-only');
    else if (takes) this.trade(order, offer.ticks, false);
    else if (timeInForce === 'IOC' || timeInForce === 'FOK') this.finish(order, 'cancelled', timeInForce.toLowerCase());
  }

  private trigger(order: NaiveOrder): void {
    this.say('triggered', order.id, { price: this.watched(order)! });
    order.waitsFor = order.terms.type === 'stop-limit' ? 'limit' : 'nothing';
    if (order.waitsFor === 'limit') this.arrive(order);
    else this.market(order);
  }

  private trail(order: NaiveOrder, price: number): void {
    const at = price + order.terms.side * order.terms.trailTicks!;
    if (order.stop === undefined || (at - order.stop) * order.terms.side < 0) order.stop = at;
  }

  private trade(order: NaiveOrder, price: number, maker: boolean): void {
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

  private fill(order: NaiveOrder, price: number, lots: number, maker: boolean): void {
    this.say('filled', order.id, { price, lots, maker });
    if (maker && this.print !== undefined) this.print.left -= lots;
    else this.far(order).taken += lots;
    const wasFirst = order.fills.length === 0;
    order.fills.push(lots);
    const isUsedUp = order.terms.reduceOnly === true && this.position() * order.terms.side >= 0;
    for (const sibling of this.orders) {
      if (sibling.over || sibling === order || sibling.terms.group === undefined) continue;
      if (sibling.terms.group !== order.terms.group) continue;
      this.takenBy.set(sibling, this.taken(sibling) + lots);
      this.endIfSpent(sibling);
    }
    for (const child of this.orders) if (!child.over && child.parent === order) this.wake(child, wasFirst);
    if (!order.over && sum(order.fills) === order.lots) this.finish(order, undefined, '');
    else this.endIfSpent(order);
    if (isUsedUp && !order.over) this.finish(order, 'cancelled', 'reduce-only');
  }

  private wake(child: NaiveOrder, isFirst: boolean): void {
    if (this.nowUs > this.lastUs(child)) return;
    if (isFirst) {
      if (child.arrivesUs > this.nowUs) return;
      child.arrived = true;
    }
    if (!child.arrived || this.allowed(child) === 0) return;
    const price = this.watched(child);
    if (isFirst && child.terms.type === 'trailing' && price !== undefined) this.trail(child, price);
    if (child.waitsFor === 'nothing') this.market(child);
    else if (isFirst && child.waitsFor === 'limit') this.arrive(child);
  }

  private endIfSpent(order: NaiveOrder): void {
    if (order.over) return;
    const parentLives = order.parent !== undefined && !order.parent.over;
    const granted = order.parent === undefined || parentLives ? Number.POSITIVE_INFINITY : sum(order.parent.fills);
    const taken = this.taken(order);
    if (Math.min(order.lots, granted) - sum(order.fills) > taken) return;
    this.finish(order, 'cancelled', taken > 0 ? 'oco' : 'parent');
  }

  private finish(order: NaiveOrder, kind: 'cancelled' | 'expired' | undefined, reason: string): void {
    if (kind !== undefined) this.say(kind, order.id, { reason });
    order.over = true;
    for (const child of this.orders) if (child.parent === order) this.endIfSpent(child);
    this.orders = this.orders.filter((o) => !o.over);
  }
}
