import type { Id } from '../../base/ids.ts';
import type { Us } from '../../base/time.ts';
import type { Calendar } from '../../market/calendar.ts';
import { NaiveDepthBook } from '../../market/depth-book.twin.ts';
import type { DepthEvent } from '../../model/depth.ts';
import type { OrderTerms } from '../../model/order.ts';
import type { QuoteEvent } from '../../model/quote.ts';
import type { TradeEvent } from '../../model/trade.ts';
import type { Said } from '../bar-venue.twin.ts';
import { type NaiveOrder, NaiveVenue, sum } from '../naive-venue.twin.ts';
import type { OrderChanges } from '../order-entry.ts';

/** A constant, or the feed's latency times a factor and plus an offset. */
export type NaiveLatency = { readonly us: number } | { readonly factor: number; readonly offsetUs: number };

export interface NaiveDepthOptions {
  /** The exponent of f, 'log' for ln(1 + x), 'averse' for none. */
  readonly queue: 'averse' | 'log' | number;
  readonly participation: number | undefined;
  readonly orderLatency: NaiveLatency;
  readonly responseLatency: NaiveLatency;
}

export type NaiveMarketEvent =
  | { readonly kind: 'depth'; readonly event: DepthEvent }
  | { readonly kind: 'quote'; readonly event: QuoteEvent }
  | { readonly kind: 'trade'; readonly event: TradeEvent };

type Happened = { readonly traded: number } | { readonly from: number; readonly to: number };

/** What an order found at its level when it joined, and all that happened there since. */
interface Line {
  readonly joined: number;
  readonly happened: Happened[];
}

interface Point {
  readonly atUs: Us;
  readonly feedUs: number;
}

/** The depth venue in its plainest form, as an oracle: queue positions are worked out anew from all that happened at the level. */
export class NaiveDepthVenue extends NaiveVenue {
  /** What has reached us. */
  readonly reached: Said[] = [];
  private readonly book = new NaiveDepthBook(1000);
  private readonly options: NaiveDepthOptions;
  private readonly lines = new Map<NaiveOrder, Line>();
  private ourLots: { side: 1 | -1; ticks: number; shown: number; lots: number }[] = [];
  private print: { ticks: number; lots: number; aggressor: number; left: number; ours: number } | undefined;
  private hasTraded = false;
  private readonly wokenUs = new Map<NaiveOrder, Us>();
  /** Those who came after the trade at hand. */
  private late: NaiveOrder[] = [];
  private requests: { sentUs: Us; arriveUs: Us | undefined; work: (nowUs: Us) => Id }[] = [];
  private underWay: { said: Said; dueUs: Us }[] = [];
  private readonly sendings: Us[] = [];
  private readonly arrivals: Us[] = [];
  private readonly ours: Point[] = [];
  private readonly theirs: Point[] = [];
  private clockUs = Number.NEGATIVE_INFINITY;

  constructor(calendar: Calendar, options: NaiveDepthOptions) {
    super(calendar, 0);
    this.options = options;
  }

  override submit(id: Id, terms: OrderTerms, sentUs: Us): void {
    this.ask(sentUs, (nowUs) => {
      this.nowUs = nowUs;
      const isLate = terms.timeInForce === 'GTD' && terms.expireUs! < nowUs;
      if (isLate) this.say('rejected', id, { reason: 'expired' });
      else super.submit(id, terms, nowUs);
      return id;
    });
  }

  override cancel(id: Id, sentUs: Us): void {
    this.ask(sentUs, (nowUs) => {
      super.cancel(id, nowUs);
      return id;
    });
  }

  override replace(id: Id, changes: OrderChanges, sentUs: Us): void {
    this.ask(sentUs, (nowUs) => {
      super.replace(id, changes, nowUs);
      return id;
    });
  }

  override expire(nowUs: Us): void {
    super.expire(nowUs);
    this.leave(nowUs);
  }

  event({ kind, event }: NaiveMarketEvent): void {
    const { tsUs, venueUs } = event;
    observe(this.ours, tsUs, tsUs - venueUs);
    observe(this.theirs, venueUs, tsUs - venueUs);
    this.clockUs = Math.max(this.clockUs, Number.isNaN(venueUs) ? tsUs : venueUs);
    this.workRequests();
    this.nowUs = this.clockUs;
    if (kind !== 'trade' || event.lots > 0) {
      if (kind === 'trade') {
        const { priceTicks: ticks, lots, aggressor } = event;
        this.print = { ticks, lots, aggressor, left: this.share(lots), ours: 0 };
        this.hasTraded = true;
        this.late = this.orders.filter((order) => this.cameUs(order) > venueUs);
        for (const [order, line] of this.lines)
          if (order.limit === ticks && this.isHit(order) && !this.late.includes(order))
            line.happened.push({ traded: lots });
      } else {
        const before = new Map([...this.lines.keys()].map((order) => [order, this.levelOf(order)]));
        if (kind === 'depth') this.book.apply(event);
        else this.book.applyQuote(event);
        for (const [order, from] of before) {
          const to = this.levelOf(order);
          if (to !== from) this.lines.get(order)!.happened.push({ from, to });
        }
        this.ourLots = this.ourLots.filter(({ side, ticks, shown }) => this.lotsAt(side, ticks) === shown);
      }
      for (const order of this.orders) this.meet(order);
      this.settle();
      this.late = [];
      this.join();
    }
    this.print = undefined;
    this.leave(tsUs);
  }

  protected override wake(child: NaiveOrder, isFirst: boolean): void {
    if (isFirst && this.nowUs <= this.lastUs(child)) this.wokenUs.set(child, this.nowUs);
    super.wake(child, isFirst);
  }

  protected override isTriggered(order: NaiveOrder): boolean {
    return !this.late.includes(order) && super.isTriggered(order);
  }

  protected override trail(order: NaiveOrder, price: number): void {
    if (!this.late.includes(order)) super.trail(order, price);
  }

  protected watched(order: NaiveOrder): number | undefined {
    if (this.print !== undefined) return this.print.ticks;
    return this.hasTraded || this.isCrossed() ? undefined : this.book.levels(farOf(order))[0]?.[0];
  }

  protected far(order: NaiveOrder): { ticks: number; lots: number } {
    return this.offers(order).find(({ lots }) => lots > 0) ?? { ticks: 0, lots: 0 };
  }

  protected isReached(order: NaiveOrder): boolean {
    return order.waitsFor === 'limit' && this.lines.has(order) && !this.late.includes(order) && this.reach(order) > 0;
  }

  protected trade(order: NaiveOrder, price: number, maker: boolean): void {
    const { side, reduceOnly, timeInForce } = order.terms;
    const most = () =>
      Math.min(
        this.allowed(order),
        reduceOnly === true ? Math.max(0, -this.position() * side) : Number.POSITIVE_INFINITY,
      );
    if (reduceOnly === true && most() === 0) {
      this.finish(order, 'cancelled', 'reduce-only');
      return;
    }
    const within = this.offers(order).filter(({ ticks }) => isWithin(order, ticks));
    if (timeInForce === 'FOK' && Math.min(most(), sum(within.map(({ lots }) => lots))) < order.lots) {
      this.finish(order, 'cancelled', 'fok');
      return;
    }
    if (maker) {
      this.fill(order, price, Math.min(most(), this.reach(order)), true);
    } else {
      for (
        let { ticks, lots } = this.far(order);
        lots > 0 && isWithin(order, ticks);
        { ticks, lots } = this.far(order)
      ) {
        if (order.over || most() === 0) break;
        this.fill(order, ticks, Math.min(most(), lots), false);
      }
    }
    if (timeInForce === 'IOC' && !order.over) this.finish(order, 'cancelled', 'ioc');
  }

  protected take(order: NaiveOrder, _price: number, lots: number, maker: boolean): void {
    if (maker && this.print !== undefined) {
      this.print.left -= lots;
      this.print.ours += lots;
      return;
    }
    const side = farOf(order);
    const { ticks } = this.far(order);
    this.ourLots.push({ side, ticks, shown: this.lotsAt(side, ticks), lots });
  }

  private ask(sentUs: Us, work: (nowUs: Us) => Id): void {
    this.requests.push({ sentUs, arriveUs: undefined, work });
  }

  private workRequests(): void {
    for (const request of this.requests) {
      if (request.arriveUs !== undefined) continue;
      const alone = request.sentUs + latencyOf(this.options.orderLatency, this.ours, request.sentUs);
      this.sendings.push(alone);
      request.arriveUs = Math.max(...this.sendings);
    }
    const due = this.requests.filter(({ arriveUs }) => arriveUs! <= this.clockUs);
    this.requests = this.requests.filter((request) => !due.includes(request));
    for (const { work, arriveUs } of due) {
      const id = work(arriveUs!);
      const order = this.orders.find((each) => each.id === id);
      if (order === undefined || order.arrived || this.isAsleep(order)) continue;
      this.lines.delete(order);
      order.arrived = true;
      if (this.allowed(order) > 0 && order.waitsFor === 'nothing') this.market(order);
      else if (this.allowed(order) > 0 && order.waitsFor === 'limit') this.arrive(order);
      this.join();
    }
  }

  private leave(nowUs: Us): void {
    for (const said of this.said) {
      const alone = said.tsUs + latencyOf(this.options.responseLatency, this.theirs, said.tsUs);
      this.arrivals.push(Math.max(nowUs, alone));
      this.underWay.push({ said, dueUs: Math.max(...this.arrivals) });
    }
    this.said = [];
    this.reached.push(...this.underWay.filter(({ dueUs }) => dueUs <= nowUs).map(({ said }) => said));
    this.underWay = this.underWay.filter(({ dueUs }) => dueUs > nowUs);
  }

  private meet(order: NaiveOrder): void {
    if (order.over || this.isAsleep(order)) return;
    if (this.nowUs > this.lastUs(order)) this.finish(order, 'expired', '');
    else if (order.waitsFor === 'nothing' && this.works(order)) this.market(order);
  }

  private join(): void {
    for (const order of this.orders) {
      if (order.waitsFor !== 'limit' || !this.works(order) || this.lines.has(order)) continue;
      const { side } = order.terms;
      const farthest = this.book.levels(side).at(-1);
      const isSeen =
        farthest === undefined ? this.book.levels(farOf(order)).length > 0 : (order.limit! - farthest[0]) * side >= 0;
      if (isSeen) this.lines.set(order, { joined: this.levelOf(order), happened: [] });
    }
    for (const order of this.lines.keys()) if (order.over) this.lines.delete(order);
  }

  /** When it began to work: arrived, or woke. */
  private cameUs(order: NaiveOrder): Us {
    if (!order.arrived) return Number.NEGATIVE_INFINITY;
    return Math.max(order.arrivesUs, this.wokenUs.get(order) ?? Number.NEGATIVE_INFINITY);
  }

  private isCrossed(): boolean {
    const [bid] = this.book.levels(1);
    const [ask] = this.book.levels(-1);
    return bid !== undefined && ask !== undefined && bid[0] >= ask[0];
  }

  private lotsAt(side: 1 | -1, ticks: number): number {
    return this.book.levels(side).find(([at]) => at === ticks)?.[1] ?? 0;
  }

  private levelOf(order: NaiveOrder): number {
    return this.lotsAt(order.terms.side, order.limit!);
  }

  private share(lots: number): number {
    return Math.floor((this.options.participation ?? 1) * lots + 1e-9);
  }

  /** The levels of the far side, best first, less what is ours. */
  private offers(order: NaiveOrder): { ticks: number; lots: number }[] {
    if (this.isCrossed()) return [];
    const side = farOf(order);
    return this.book.levels(side).map(([ticks, shown]) => {
      const ours = this.ourLots.filter((each) => each.side === side && each.ticks === ticks);
      return { ticks, lots: this.share(shown) - sum(ours.map(({ lots }) => lots)) };
    });
  }

  /** Whether the trade of the moment was with those who wait on the side of this order. */
  private isHit(order: NaiveOrder): boolean {
    const { aggressor, ticks } = this.print!;
    if (aggressor !== 0) return aggressor !== order.terms.side;
    const own = this.book.levels(order.terms.side)[0]?.[0];
    const far = this.book.levels(farOf(order))[0]?.[0];
    if (this.isCrossed() || own === undefined) return false;
    const isBid = order.terms.side === 1;
    return isBid ? ticks <= own : ticks >= own && !(far !== undefined && ticks <= far);
  }

  private reach(order: NaiveOrder): number {
    const { side } = order.terms;
    if (this.print === undefined) {
      const { ticks, lots } = this.far(order);
      return lots > 0 && (order.limit! - ticks) * side >= 0 ? lots : 0;
    }
    const { ticks, left, ours } = this.print;
    if (order.limit !== ticks) {
      const isBeyond = (order.limit! - ticks) * side > 0;
      return isBeyond && (this.isHit(order) || this.isUnknown()) ? left : 0;
    }
    if (!this.isHit(order)) return 0;
    return Math.min(left, Math.max(0, this.passed(this.lines.get(order)!) - ours));
  }

  /** Nobody can say whom the trade hit: inside the spread, or in a book that crosses. */
  private isUnknown(): boolean {
    const { aggressor, ticks } = this.print!;
    if (aggressor !== 0) return false;
    const [bid] = this.book.levels(1);
    const [ask] = this.book.levels(-1);
    return this.isCrossed() || !((bid !== undefined && ticks <= bid[0]) || (ask !== undefined && ticks >= ask[0]));
  }

  /** What of the last thing that happened got past all those ahead. */
  private passed({ joined, happened }: Line): number {
    let front = joined;
    let traded = 0;
    let passed = 0;
    for (const each of happened) {
      if ('traded' in each) {
        traded += each.traded;
        front -= each.traded;
        passed = Math.max(0, Math.round(-front));
        if (passed > 0) front = 0;
      } else {
        front = this.frontAfter(front, each.from, each.to, traded);
        traded = 0;
        passed = 0;
      }
    }
    return passed;
  }

  /** As the reference writes it. */
  private frontAfter(front: number, from: number, to: number, traded: number): number {
    const { queue } = this.options;
    const change = from - to - traded;
    if (queue === 'averse' || change < 0) return Math.min(front, to);
    const f = (x: number) => (queue === 'log' ? Math.log1p(x) : x ** queue);
    const back = from - front;
    let probability = f(back) / (f(back) + f(front));
    if (!Number.isFinite(probability)) probability = 1;
    const estimate = front - (1 - probability) * change + Math.min(back - probability * change, 0);
    return Math.min(estimate, to);
  }
}

function farOf(order: NaiveOrder): 1 | -1 {
  return order.terms.side === 1 ? -1 : 1;
}

function isWithin(order: NaiveOrder, ticks: number): boolean {
  return order.limit === undefined || (order.limit - ticks) * order.terms.side >= 0;
}

function observe(points: Point[], atUs: Us, feedUs: number): void {
  if (!Number.isNaN(feedUs) && !points.some((point) => point.atUs > atUs)) points.push({ atUs, feedUs });
}

function latencyOf(latency: NaiveLatency, points: readonly Point[], atUs: Us): number {
  if ('us' in latency) return latency.us;
  if (points.length === 0) return 100_000;
  const { factor, offsetUs } = latency;
  const before = points.findLast((point) => point.atUs <= atUs);
  const after = points.find((point) => point.atUs > atUs);
  let feedUs = (before ?? after!).feedUs;
  if (before !== undefined && after !== undefined) {
    const latest = points.findLast((point) => point.atUs === after.atUs)!;
    feedUs += ((latest.feedUs - before.feedUs) * (atUs - before.atUs)) / (latest.atUs - before.atUs);
  }
  return Math.max(0, Math.round(factor * feedUs + offsetUs));
}
