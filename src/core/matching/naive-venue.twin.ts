import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import type { OrderTerms } from '../model/order.ts';
import type { Said } from './bar-venue.twin.ts';
import type { OrderChanges } from './order-entry.ts';

export interface NaiveOrder {
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

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * A venue whose events are moments, in its plainest form: one instrument, everything asked anew from the list of all orders
 * there ever were and of all fills. What its market is, its kinds say.
 */
export abstract class NaiveVenue {
  said: Said[] = [];
  protected orders: NaiveOrder[] = [];
  protected nowUs: Us = 0;
  private readonly calendar: Calendar;
  private readonly latencyUs: number;
  private readonly all: NaiveOrder[] = [];
  private readonly takenBy = new Map<NaiveOrder, number>();

  constructor(calendar: Calendar, latencyUs: number) {
    this.calendar = calendar;
    this.latencyUs = latencyUs;
  }

  /** The price that stops look at now. */
  protected abstract watched(order: NaiveOrder): number | undefined;
  /** The price that it would take at, and how much stands there. */
  protected abstract far(order: NaiveOrder): { readonly ticks: number; readonly lots: number };
  /** A resting limit may fill now. */
  protected abstract isReached(order: NaiveOrder): boolean;
  protected abstract trade(order: NaiveOrder, price: number, maker: boolean): void;
  /** So much of the market is ours. */
  protected abstract take(order: NaiveOrder, price: number, lots: number, maker: boolean): void;

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
      arrivesUs: nowUs + this.latencyUs,
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
      order.arrivesUs = nowUs + this.latencyUs;
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

  protected say(kind: string, id: Id, more: Partial<Said>): void {
    this.said.push({ kind, id, tsUs: this.nowUs, price: 0, lots: 0, maker: false, reason: '', ...more });
  }

  protected position(): number {
    return sum(this.all.map((o) => o.terms.side * sum(o.fills)));
  }

  protected isAsleep(order: NaiveOrder): boolean {
    return order.parent !== undefined && order.parent.fills.length === 0;
  }

  protected allowed(order: NaiveOrder): number {
    const granted = order.parent === undefined ? Number.POSITIVE_INFINITY : sum(order.parent.fills);
    return Math.max(0, Math.min(order.lots, granted) - sum(order.fills) - this.taken(order));
  }

  /** What siblings have filled since it was there. */
  protected taken(order: NaiveOrder): number {
    return this.takenBy.get(order) ?? 0;
  }

  protected lastUs(order: NaiveOrder): Us {
    const { timeInForce, expireUs } = order.terms;
    if (timeInForce === 'GTD') return expireUs!;
    if (timeInForce !== 'DAY') return Number.POSITIVE_INFINITY;
    const session = this.calendar.sessionAt(order.submittedUs);
    return session !== undefined && order.submittedUs < session.closeUs
      ? session.closeUs
      : this.calendar.nextSession(order.submittedUs).closeUs;
  }

  protected works(order: NaiveOrder): boolean {
    return !order.over && order.arrived && this.allowed(order) > 0;
  }

  protected isTriggered(order: NaiveOrder): boolean {
    const price = this.watched(order);
    if (price === undefined || order.stop === undefined) return false;
    const beyond = (price - order.stop) * order.terms.side;
    return order.waitsFor === 'stop' ? beyond >= 0 : order.waitsFor === 'touch' && beyond <= 0;
  }

  protected trigger(order: NaiveOrder): void {
    this.say('triggered', order.id, { price: this.watched(order)! });
    order.waitsFor = order.terms.type === 'stop-limit' ? 'limit' : 'nothing';
    if (order.waitsFor === 'limit') this.arrive(order);
    else this.market(order);
  }

  protected trail(order: NaiveOrder, price: number): void {
    const at = price + order.terms.side * order.terms.trailTicks!;
    if (order.stop === undefined || (at - order.stop) * order.terms.side < 0) order.stop = at;
  }

  protected fill(order: NaiveOrder, price: number, lots: number, maker: boolean): void {
    this.say('filled', order.id, { price, lots, maker });
    this.take(order, price, lots, maker);
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

  protected wake(child: NaiveOrder, isFirst: boolean): void {
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

  protected endIfSpent(order: NaiveOrder): void {
    if (order.over) return;
    const parentLives = order.parent !== undefined && !order.parent.over;
    const granted = order.parent === undefined || parentLives ? Number.POSITIVE_INFINITY : sum(order.parent.fills);
    const taken = this.taken(order);
    if (Math.min(order.lots, granted) - sum(order.fills) > taken) return;
    this.finish(order, 'cancelled', taken > 0 ? 'oco' : 'parent');
  }

  protected finish(order: NaiveOrder, kind: 'cancelled' | 'expired' | undefined, reason: string): void {
    if (kind !== undefined) this.say(kind, order.id, { reason });
    order.over = true;
    for (const child of this.orders) if (child.parent === order) this.endIfSpent(child);
    this.orders = this.orders.filter((o) => !o.over);
  }

  protected market(order: NaiveOrder): void {
    const offer = this.far(order);
    const isCollared = order.terms.type === 'market' && order.limit !== undefined;
    if (offer.lots > 0 && isCollared && (offer.ticks - order.limit!) * order.terms.side > 0)
      this.finish(order, 'cancelled', 'collar');
    else this.trade(order, offer.ticks, false);
  }

  protected arrive(order: NaiveOrder): void {
    const { postOnly, timeInForce, side } = order.terms;
    const offer = this.far(order);
    const takes = offer.lots > 0 && (offer.ticks - order.limit!) * side <= 0;
    if (takes && postOnly === true) this.finish(order, 'cancelled', 'post-only');
    else if (takes) this.trade(order, offer.ticks, false);
    else if (timeInForce === 'IOC' || timeInForce === 'FOK') this.finish(order, 'cancelled', timeInForce.toLowerCase());
  }

  /** Stops, then limits, until neither has more to say; then what trails. */
  protected settle(): void {
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
}
