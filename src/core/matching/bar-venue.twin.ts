import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import type { BarEvent } from '../model/bar.ts';
import type { OrderTerms } from '../model/order.ts';
import type { VenueOptions } from './bar-venue.ts';
import type { OrderChanges } from './order-entry.ts';

/** What both venues must say alike, money aside. */
export interface Said {
  kind: string;
  id: Id;
  tsUs: Us;
  price: number;
  lots: number;
  maker: boolean;
  reason: string;
}

interface NaiveOrder {
  id: Id;
  terms: OrderTerms;
  lots: number;
  limit: number | undefined;
  stop: number | undefined;
  filled: number;
  /** What its parent has filled, and what its siblings have. */
  granted: number;
  taken: number;
  submittedUs: Us;
  /** Anew when replaced. */
  placedUs: Us;
  arrivesUs: Us;
  sawOpenUs: Us | undefined;
  triggered: boolean;
  over: boolean;
  parentLives: boolean;
  asleep: boolean;
}

/**
 * The bar venue in its plainest form, as an oracle: one instrument, walking every bar tick by tick, asking every order at
 * every tick. Bid and ask of a bar must lie a constant number of ticks apart.
 * `orders` is replaced when an order ends, never changed in place: it may be walked meanwhile.
 */
export class NaiveVenue {
  said: Said[] = [];
  private orders: NaiveOrder[] = [];
  private readonly calendar: Calendar;
  private readonly options: VenueOptions;
  private bar!: BarEvent;
  private volumeLeft = Number.POSITIVE_INFINITY;
  private volumeOf: Us | undefined;
  private nowUs: Us = 0;
  private where: 'open' | 'path' | 'close' = 'open';
  private legs: number[][] = [];
  private leg = 0;
  private step = 0;

  constructor(calendar: Calendar, options: VenueOptions) {
    this.calendar = calendar;
    this.options = options;
  }

  submit(id: Id, terms: OrderTerms, nowUs: Us): void {
    this.nowUs = nowUs;
    if (terms.parent !== undefined && !this.orders.some((o) => !o.over && o.id === terms.parent)) {
      this.say('rejected', id, { reason: 'parent' });
      return;
    }
    const isChild = terms.parent !== undefined;
    const granted = this.orders.find((o) => !o.over && o.id === terms.parent)?.filled ?? 0;
    if (
      isChild &&
      terms.group !== undefined &&
      this.orders.some((o) => o.id === terms.parent && o.terms.group === terms.group)
    ) {
      this.say('rejected', id, { reason: 'group' });
      return;
    }
    this.orders.push({
      id,
      terms,
      lots: terms.lots,
      limit:
        terms.type === 'stop' || terms.type === 'touch' || terms.type === 'trailing' ? undefined : terms.limitTicks,
      stop: terms.stopTicks,
      filled: 0,
      granted: isChild ? granted : Number.POSITIVE_INFINITY,
      taken: 0,
      submittedUs: nowUs,
      placedUs: nowUs,
      arrivesUs: nowUs + this.options.latencyUs,
      sawOpenUs: undefined,
      triggered: false,
      over: false,
      parentLives: isChild,
      asleep: isChild && granted === 0,
    });
    this.say('accepted', id, {});
  }

  cancel(id: Id, nowUs: Us): void {
    this.nowUs = nowUs;
    const order = this.orders.find((o) => !o.over && o.id === id);
    if (order === undefined) this.say('cancel-rejected', id, { reason: 'unknown-order' });
    else this.finish(order, 'cancelled', 'requested');
  }

  replace(id: Id, changes: OrderChanges, nowUs: Us): void {
    this.nowUs = nowUs;
    const order = this.orders.find((o) => !o.over && o.id === id);
    const { lots, limitTicks, stopTicks } = changes;
    let why: string | undefined;
    if (order === undefined) why = 'unknown-order';
    else if (lots !== undefined && lots <= order.filled) why = 'lots';
    else if (stopTicks !== undefined && (order.triggered || ['market', 'limit'].includes(order.terms.type)))
      why = 'stop';
    else if (limitTicks !== undefined && !['market', 'limit', 'stop-limit'].includes(order.terms.type)) why = 'limit';
    if (order === undefined || why !== undefined) {
      this.say('replace-rejected', id, { reason: why ?? '' });
      return;
    }
    const newLots = lots ?? order.lots;
    if (newLots > order.lots || limitTicks !== undefined || stopTicks !== undefined) {
      order.placedUs = nowUs;
      order.arrivesUs = nowUs + this.options.latencyUs;
      order.sawOpenUs = undefined;
      this.orders = [...this.orders.filter((o) => o !== order), order];
    }
    order.lots = newLots;
    order.limit = limitTicks ?? order.limit;
    order.stop = stopTicks ?? order.stop;
    this.say('replaced', id, { price: order.limit ?? 0, lots: newLots });
    this.endIfSpent(order);
  }

  expire(nowUs: Us): void {
    this.nowUs = nowUs;
    for (const order of this.orders) if (!order.over && this.isPast(order, nowUs)) this.finish(order, 'expired', '');
  }

  open(bar: BarEvent): void {
    this.at(bar, 'open', bar.openUs);
    for (const order of this.orders) {
      if (order.over || order.asleep || order.sawOpenUs === bar.openUs) continue;
      if (order.placedUs > bar.openUs || order.arrivesUs >= bar.tsUs) continue;
      if (this.isPast(order, bar.openUs)) {
        this.finish(order, 'expired', '');
        continue;
      }
      const first = order.sawOpenUs === undefined;
      order.sawOpenUs = bar.openUs;
      if (allowed(order) === 0) continue;
      const buy = order.terms.side === 1;
      let price = buy ? bar.askOpen : bar.bidOpen;
      const late = Math.max(0, order.arrivesUs - bar.openUs) / (bar.tsUs - bar.openUs);
      if (buy) price += Math.ceil((bar.askHigh - bar.askOpen) * late - 1e-9);
      else price -= Math.ceil((bar.bidOpen - bar.bidLow) * late - 1e-9);
      if (this.isMarket(order)) this.market(order, price);
      else if (this.isLimit(order)) {
        if (first) this.arrive(order, price);
        else if (this.beyondLimit(order, price)) this.trade(order, price, true);
      } else if (this.fires(order, price)) this.trigger(order, price);
      else this.trail(order, price);
    }
  }

  path(bar: BarEvent): void {
    this.at(bar, 'path', bar.tsUs);
    const extremes = bar.high - bar.open < bar.open - bar.low ? [bar.bidHigh, bar.bidLow] : [bar.bidLow, bar.bidHigh];
    const corners = [bar.bidOpen, ...extremes, bar.bidClose];
    this.legs = [0, 1, 2].map((leg) => ticksBetween(corners[leg], corners[leg + 1]));
    for (this.leg = 0; this.leg < 3; this.leg++) {
      for (this.step = 0; this.step < this.legs[this.leg].length; this.step++) {
        for (;;) {
          const order = this.orders.find((o) => this.works(o) && this.fires(o, this.price(o)) && !this.yields(o));
          if (order === undefined) break;
          if (this.isLimit(order)) this.trade(order, order.limit!, true);
          else this.trigger(order, this.price(order));
        }
        for (const order of this.orders) if (this.works(order)) this.trail(order, this.price(order));
      }
    }
  }

  close(bar: BarEvent): void {
    if (this.options.fill !== 'close' || this.options.latencyUs > 0) return;
    this.at(bar, 'close', bar.tsUs);
    for (const order of this.orders) {
      if (order.over || allowed(order) === 0 || order.placedUs !== bar.tsUs || !this.isMarket(order)) continue;
      this.market(order, order.terms.side === 1 ? bar.askClose : bar.bidClose);
    }
  }

  private at(bar: BarEvent, where: 'open' | 'path' | 'close', nowUs: Us): void {
    this.bar = bar;
    this.where = where;
    this.nowUs = nowUs;
    if (this.volumeOf !== bar.openUs && this.options.participation !== undefined) {
      this.volumeOf = bar.openUs;
      this.volumeLeft = Math.floor(this.options.participation * bar.volume + 1e-9);
    }
  }

  private say(kind: string, id: Id, more: Partial<Said>): void {
    this.said.push({ kind, id, tsUs: this.nowUs, price: 0, lots: 0, maker: false, reason: '', ...more });
  }

  private isMarket(order: NaiveOrder): boolean {
    return order.terms.type === 'market' || (order.triggered && order.terms.type !== 'stop-limit');
  }

  private isLimit(order: NaiveOrder): boolean {
    return order.terms.type === 'limit' || (order.triggered && order.terms.type === 'stop-limit');
  }

  private isPast(order: NaiveOrder, nowUs: Us): boolean {
    if (order.terms.timeInForce === 'GTD') return nowUs > order.terms.expireUs!;
    return order.terms.timeInForce === 'DAY' && nowUs >= this.dayEnd(order);
  }

  private dayEnd(order: NaiveOrder): Us {
    const { submittedUs: placedUs } = order;
    const session = this.calendar.sessionAt(placedUs);
    return session !== undefined && placedUs < session.closeUs
      ? session.closeUs
      : this.calendar.nextSession(placedUs).closeUs;
  }

  private works(order: NaiveOrder): boolean {
    if (order.over || allowed(order) === 0 || order.sawOpenUs !== this.bar.openUs) return false;
    return this.livesThrough(order);
  }

  private livesThrough(order: NaiveOrder): boolean {
    if (order.terms.timeInForce === 'GTD') return this.bar.tsUs <= order.terms.expireUs!;
    return order.terms.timeInForce !== 'DAY' || this.bar.tsUs <= this.dayEnd(order);
  }

  /** On the path: the price of this order's side where the walk stands. */
  private price(order: NaiveOrder): number {
    const bid = this.legs[this.leg][this.step];
    return order.terms.side === 1 ? bid + (this.bar.askOpen - this.bar.bidOpen) : bid;
  }

  private beyondLimit(order: NaiveOrder, price: number): boolean {
    const gap = this.options.limitFill === 'through' ? 1 : 0;
    return order.terms.side === 1 ? price <= order.limit! - gap : price >= order.limit! + gap;
  }

  /** Whether something happens to it at this price. */
  private fires(order: NaiveOrder, price: number): boolean {
    if (this.isMarket(order)) return false;
    if (this.isLimit(order)) return this.volumeLeft > 0 && this.beyondLimit(order, price);
    if (order.stop === undefined) return false;
    const above = price >= order.stop;
    const below = price <= order.stop;
    return order.terms.type === 'touch'
      ? order.terms.side === 1
        ? below
        : above
      : order.terms.side === 1
        ? above
        : below;
  }

  private trail(order: NaiveOrder, price: number): void {
    const { type, side, trailTicks } = order.terms;
    if (type !== 'trailing' || order.triggered) return;
    if (side === 1) order.stop = Math.min(order.stop ?? Number.POSITIVE_INFINITY, price + trailTicks!);
    else order.stop = Math.max(order.stop ?? Number.NEGATIVE_INFINITY, price - trailTicks!);
  }

  private isStop(order: NaiveOrder): boolean {
    return !order.triggered && ['stop', 'stop-limit', 'trailing'].includes(order.terms.type);
  }

  private yields(order: NaiveOrder): boolean {
    const favoured = this.options.bothHit === 'stop-first';
    if (order.terms.group === undefined || this.isStop(order) === favoured) return false;
    const later = this.orders.filter(
      (o) =>
        o !== order &&
        o.terms.group === order.terms.group &&
        this.works(o) &&
        this.isStop(o) === favoured &&
        this.firesLater(o) !== undefined,
    );
    const { side } = order.terms;
    const target = this.isLimit(order) ? order.limit! : order.stop!;
    const isBeyond = (o: NaiveOrder) =>
      o.terms.type === 'trailing' && o.terms.side === side && (this.firesLater(o)! - target) * side < 0;
    return later.length > 0 && !later.some(isBeyond);
  }

  /** The level at which it does, or undefined. */
  private firesLater(order: NaiveOrder): number | undefined {
    const { leg, step } = this;
    const copy = { ...order };
    let level: number | undefined;
    for (; this.leg < 3; this.leg++, this.step = 0) {
      for (; this.step < this.legs[this.leg].length; this.step++) {
        if (level === undefined && this.fires(copy, this.price(copy))) level = copy.stop ?? copy.limit;
        this.trail(copy, this.price(copy));
      }
    }
    this.leg = leg;
    this.step = step;
    return level;
  }

  private market(order: NaiveOrder, price: number): void {
    const collar = order.terms.type === 'market' ? order.limit : undefined;
    const outside = collar !== undefined && (order.terms.side === 1 ? price > collar : price < collar);
    if (outside) this.finish(order, 'cancelled', 'collar');
    else this.trade(order, price, false);
  }

  private arrive(order: NaiveOrder, price: number): void {
    const { side, timeInForce, postOnly } = order.terms;
    const wouldTrade = side === 1 ? price <= order.limit! : price >= order.limit!;
    if (postOnly === true && wouldTrade) this.finish(order, 'cancelled', 'post-only');
    else if (this.beyondLimit(order, price)) this.trade(order, price, false);
    else if (timeInForce === 'IOC' || timeInForce === 'FOK') this.finish(order, 'cancelled', timeInForce.toLowerCase());
  }

  private trigger(order: NaiveOrder, price: number): void {
    const at = order.terms.type === 'touch' ? order.stop! : price;
    order.triggered = true;
    this.say('triggered', order.id, { price: at });
    if (order.terms.type === 'stop-limit') this.arrive(order, at);
    else this.market(order, at);
  }

  private trade(order: NaiveOrder, price: number, maker: boolean): void {
    const lots = Math.min(allowed(order), this.volumeLeft);
    if (order.terms.timeInForce === 'FOK' && lots < order.lots) {
      this.finish(order, 'cancelled', 'fok');
      return;
    }
    if (lots > 0) {
      this.say('filled', order.id, { price, lots, maker });
      order.filled += lots;
      this.volumeLeft -= lots;
      for (const sibling of this.orders) {
        if (sibling.over || sibling === order || sibling.terms.group === undefined) continue;
        if (sibling.terms.group !== order.terms.group) continue;
        sibling.taken += lots;
        this.endIfSpent(sibling);
      }
      for (const child of this.orders) if (!child.over && child.terms.parent === order.id) this.wake(child, lots);
      if (!order.over && order.filled === order.lots) this.finish(order, undefined, '');
      else this.endIfSpent(order);
    }
    if (order.terms.timeInForce === 'IOC' && !order.over) this.finish(order, 'cancelled', 'ioc');
  }

  private wake(child: NaiveOrder, lots: number): void {
    const first = child.asleep;
    child.asleep = false;
    child.granted += lots;
    const { bar, where } = this;
    if (where === 'close') return;
    if (first && (child.placedUs > bar.openUs || child.arrivesUs >= bar.tsUs)) return;
    if (where === 'open' ? this.isPast(child, bar.openUs) : !this.livesThrough(child)) return;
    if (first) child.sawOpenUs = bar.openUs;
    if (child.sawOpenUs !== bar.openUs || allowed(child) === 0) return;
    const price = where === 'path' ? this.price(child) : child.terms.side === 1 ? bar.askOpen : bar.bidOpen;
    if (first) this.trail(child, price);
    if (this.isMarket(child)) this.market(child, price);
    else if (first && this.isLimit(child)) this.arrive(child, price);
  }

  private endIfSpent(order: NaiveOrder): void {
    const mayStillGet = (order.parentLives ? order.lots : Math.min(order.lots, order.granted)) - order.filled;
    if (order.over || mayStillGet > order.taken) return;
    this.finish(order, 'cancelled', order.taken > 0 ? 'oco' : 'parent');
  }

  private finish(order: NaiveOrder, kind: 'cancelled' | 'expired' | undefined, reason: string): void {
    if (kind !== undefined) this.say(kind, order.id, { reason });
    order.over = true;
    for (const child of this.orders) {
      if (child.over || child.terms.parent !== order.id) continue;
      child.parentLives = false;
      this.endIfSpent(child);
    }
    this.orders = this.orders.filter((o) => !o.over);
  }
}

function allowed(order: NaiveOrder): number {
  return Math.max(0, Math.min(order.lots, order.granted) - order.filled - order.taken);
}

function ticksBetween(from: number, to: number): number[] {
  const ticks: number[] = [];
  const step = to > from ? 1 : -1;
  for (let tick = from; tick !== to; tick += step) ticks.push(tick);
  ticks.push(to);
  return ticks;
}
