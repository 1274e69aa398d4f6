import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import { type OrderTerms, TimeInForce } from '../model/order.ts';
import { ReportKind, type Reports } from '../model/report.ts';
import { setLifetime } from './lifetime.ts';
import { Mode, type RestingOrder, termsProblem } from './resting-order.ts';
import type { WaitingOrders } from './waiting-orders.ts';

/** What may change of an order that rests. */
export interface OrderChanges {
  readonly lots?: number;
  readonly limitTicks?: number;
  readonly stopTicks?: number;
}

/** How orders come to a venue, change, and leave it other than by trading: the same for every kind of market data. */
export class OrderEntry {
  /** Nothing expires before this moment. */
  nextExpiryUs: Us = Number.POSITIVE_INFINITY;
  private readonly waiting: WaitingOrders;
  private readonly calendars: readonly Calendar[];
  private readonly latencyUs: number;

  constructor(waiting: WaitingOrders, calendars: readonly Calendar[], latencyUs: number) {
    this.waiting = waiting;
    this.calendars = calendars;
    this.latencyUs = latencyUs;
  }

  submit(orderId: Id, terms: OrderTerms, nowUs: Us, reports: Reports): void {
    const reason = this.refusal(terms, nowUs);
    if (reason !== undefined) {
      reports.add(ReportKind.rejected, orderId, terms.instrument, nowUs).reason = reason;
      return;
    }
    const order = this.waiting.blank();
    order.take(orderId, terms);
    this.place(order, nowUs);
    setLifetime(order, terms, this.calendars[terms.instrument], nowUs);
    this.nextExpiryUs = Math.min(this.nextExpiryUs, order.openBeforeUs);
    this.waiting.add(order);
    const parent = this.parentOf(terms);
    if (parent !== undefined) {
      parent.hasChildren = true;
      if (parent.filled > 0) order.grant(parent.filled);
    }
    reports.add(ReportKind.accepted, orderId, terms.instrument, nowUs);
  }

  cancel(orderId: Id, nowUs: Us, reports: Reports): void {
    const order = this.waiting.find(orderId);
    if (order === undefined) {
      reports.add(ReportKind.cancelRejected, orderId, -1, nowUs).reason = 'unknown-order';
      return;
    }
    this.waiting.end(order, 'cancelled', 'requested', nowUs, reports);
    this.waiting.compact(order.instrument);
  }

  /**
   * A smaller size keeps the order's place. A new price or a larger size is a new placing: it goes to the back, and works
   * on what comes from now on; until then the order works on nothing.
   */
  replace(orderId: Id, changes: OrderChanges, nowUs: Us, reports: Reports): void {
    const order = this.waiting.find(orderId);
    const reason = order === undefined ? 'unknown-order' : orderChangesProblem(order, changes);
    if (order === undefined || reason !== undefined) {
      const rejected = reports.add(ReportKind.replaceRejected, orderId, order?.instrument ?? -1, nowUs);
      rejected.reason = reason ?? '';
      return;
    }
    const { lots = order.lots, limitTicks, stopTicks } = changes;
    const isNew = isPlacedAnew(changes, order.lots);
    order.lots = lots;
    order.count();
    if (limitTicks !== undefined) order.limit = order.side * limitTicks;
    if (stopTicks !== undefined) order.stop = order.side * stopTicks;
    if (isNew) {
      this.place(order, nowUs);
      this.waiting.moveToBack(order);
    }
    const report = reports.add(ReportKind.replaced, orderId, order.instrument, nowUs);
    report.lots = lots;
    report.priceTicks = Number.isFinite(order.limit) ? order.side * order.limit : 0;
    this.waiting.endIfSpent(order, nowUs, reports);
    this.waiting.compact(order.instrument);
  }

  /** Ends DAY and GTD orders whose time is over. */
  expire(nowUs: Us, reports: Reports): void {
    if (nowUs < this.nextExpiryUs) return;
    this.nextExpiryUs = Number.POSITIVE_INFINITY;
    for (let instrument = 0; instrument < this.waiting.counts.length; instrument++) {
      const orders = this.waiting.of(instrument);
      for (let i = 0; i < orders.length; i++) {
        const order = orders[i];
        if (order.ended) continue;
        if (order.openBeforeUs <= nowUs) this.waiting.end(order, 'expired', '', nowUs, reports);
        else this.nextExpiryUs = Math.min(this.nextExpiryUs, order.openBeforeUs);
      }
      this.waiting.compact(instrument);
    }
  }

  /** After orders were loaded. */
  load(): void {
    for (let instrument = 0; instrument < this.waiting.counts.length; instrument++) {
      for (const { openBeforeUs } of this.waiting.of(instrument)) {
        this.nextExpiryUs = Math.min(this.nextExpiryUs, openBeforeUs);
      }
    }
  }

  private refusal(terms: OrderTerms, nowUs: Us): string | undefined {
    const problem = termsProblem(terms);
    if (problem !== undefined) return problem;
    if (terms.timeInForce === TimeInForce.gtd && terms.expireUs! < nowUs) return 'expired';
    if (terms.parent === undefined) return undefined;
    const parent = this.parentOf(terms);
    if (parent === undefined) return 'parent';
    return terms.group !== undefined && parent.group === terms.group ? 'group' : undefined;
  }

  private parentOf(terms: OrderTerms): RestingOrder | undefined {
    const parent = terms.parent === undefined ? undefined : this.waiting.find(terms.parent);
    return parent?.instrument === terms.instrument ? parent : undefined;
  }

  private place(order: RestingOrder, nowUs: Us): void {
    order.placedUs = nowUs;
    order.liveUs = nowUs + this.latencyUs;
    order.barOpenUs = Number.NaN;
    order.leaveQueue();
  }
}

function orderChangesProblem({ filled, mode, hasLimit }: RestingOrder, changes: OrderChanges): string | undefined {
  return changesProblem(changes, filled, mode === Mode.stop || mode === Mode.touch, hasLimit);
}

/** Why an order cannot be changed like this, as a code: it must keep more than has filled, and only have what its kind has. */
export function changesProblem(
  { lots, limitTicks, stopTicks }: OrderChanges,
  filled: number,
  hasStop: boolean,
  hasLimit: boolean,
): string | undefined {
  if (lots !== undefined && !(Number.isSafeInteger(lots) && lots > filled)) return 'lots';
  if (stopTicks !== undefined && !hasStop) return 'stop';
  if (limitTicks !== undefined && !hasLimit) return 'limit';
  return undefined;
}

/** Whether a change loses the order its place: a price, even the same one, or a size above the present one. */
export function isPlacedAnew({ lots, limitTicks, stopTicks }: OrderChanges, present: number): boolean {
  return limitTicks !== undefined || stopTicks !== undefined || (lots !== undefined && lots > present);
}
