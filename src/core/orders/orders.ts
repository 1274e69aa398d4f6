import { assert, must } from '../base/assert.ts';
import { IdTable } from '../base/id-table.ts';
import type { Id } from '../base/ids.ts';
import { takeOut } from '../base/take-out.ts';
import type { Us } from '../base/time.ts';
import type { OrderTerms } from '../model/order.ts';
import { type Report, ReportKind } from '../model/report.ts';
import { splitTerms, type SplitRatio } from '../model/split.ts';
import { Order, type OrderInit, type SavedOrder } from './order.ts';
import type { OrderEvent, OrderRefusal, OrderState } from './transitions.ts';

/** What we do ourselves, as against what the venue reports. An update is asked for with `requestUpdate`. */
export type OwnOrderEvent = Extract<OrderEvent, 'deny' | 'submit' | 'requestCancel' | 'lose'>;

/** What became of an event. One object, used again: read it before the next one. */
export interface OrderEventResult {
  readonly applied: boolean;
  /** Why not; '' when it was applied. */
  readonly refusal: OrderRefusal | '';
  readonly from: OrderState;
  readonly to: OrderState;
  /** A fill of an order that had ended. */
  readonly late: boolean;
  /** What this fill brought beyond the order's size. */
  readonly overfilledLots: number;
}

/** Things that should not happen, and do. */
export interface OrderCounts {
  lateFills: number;
  overfills: number;
  busts: number;
  refusals: number;
}

export interface OrdersState {
  readonly orders: readonly SavedOrder[];
  /** Ids of what was forgotten, the oldest first. */
  readonly forgotten: readonly Id[];
  readonly counts: OrderCounts;
}

/** So many ended orders stay within reach of a late fill or a bust. */
const REMEMBERED = 1_024;

const VENUE_EVENTS = {
  [ReportKind.accepted]: 'accept',
  [ReportKind.rejected]: 'reject',
  [ReportKind.triggered]: 'trigger',
  [ReportKind.cancelled]: 'cancel',
  [ReportKind.expired]: 'expire',
  [ReportKind.cancelRejected]: 'rejectCancel',
  [ReportKind.replaceRejected]: 'rejectUpdate',
  [ReportKind.lost]: 'lose',
} as const satisfies Partial<Record<ReportKind, OrderEvent>>;

/**
 * The orders of an account. Live ones are listed; one that has ended is kept until its owner calls `forget`, and then until
 * `remembered` others have been forgotten after it: memory is bounded, and a fill that comes late still finds its order.
 */
export class Orders {
  readonly counts: OrderCounts = { lateFills: 0, overfills: 0, busts: 0, refusals: 0 };
  private readonly known = new IdTable<Order>();
  /** Those that live, by instrument. */
  private readonly openOf: Order[][] = [];
  private openCount = 0;
  /** How many have come to live so far: each carries its number. */
  private listed = 0;
  /** Ids of the forgotten, 0 where none is yet. */
  private readonly ring: Float64Array;
  private cursor = 0;
  private readonly result = {
    applied: false,
    refusal: '' as OrderRefusal | '',
    from: 'initialized' as OrderState,
    to: 'initialized' as OrderState,
    late: false,
    overfilledLots: 0,
  };

  constructor(remembered = REMEMBERED) {
    assert(remembered >= 1, 'orders: at least one ended order must be remembered');
    this.ring = new Float64Array(remembered);
  }

  /** A new order, initialized. */
  create(init: OrderInit): Order {
    assert(!this.known.has(init.id), 'an order id is used once');
    const order = new Order(init);
    this.known.set(order.id, order);
    this.list(order);
    return order;
  }

  get(id: Id): Order | undefined {
    return this.known.get(id);
  }

  /** Those that have not ended, in the order of their creation; one that a bust opened again comes last. */
  live(): readonly Order[] {
    return this.openOf.flat().sort((a, b) => a.listed - b.listed);
  }

  get liveCount(): number {
    return this.openCount;
  }

  /** The same of one instrument: a list that changes as orders come and go. */
  liveOf(instrument: number): readonly Order[] {
    return (this.openOf[instrument] ??= []);
  }

  /** What we do with it ourselves. `reason` is a named code, kept for `deny`. */
  advance(order: Order, event: OwnOrderEvent, nowUs: Us, reason = ''): OrderEventResult {
    if (this.step(order, event, nowUs) && event === 'deny') order.reason = reason;
    return this.result;
  }

  /** An update was sent that asks for these terms. A further one replaces what is asked for. */
  requestUpdate(order: Order, terms: OrderTerms, nowUs: Us): OrderEventResult {
    assert(
      terms.instrument === order.terms.instrument && terms.side === order.terms.side,
      'an update keeps instrument and side',
    );
    if (this.step(order, 'requestUpdate', nowUs)) order.requested = terms;
    return this.result;
  }

  /** What the venue says. A fill is applied whatever the order's state, unless it was applied before: it has happened. */
  apply(order: Order, report: Report): OrderEventResult {
    const { kind } = report;
    assert(report.orderId === order.id && kind !== ReportKind.crossPrice, 'a report must be about the order');
    switch (kind) {
      case ReportKind.filled:
        return this.fill(order, report);
      case ReportKind.busted:
        return this.bust(order, report);
      case ReportKind.replaced:
        if (this.step(order, 'update', report.tsUs)) this.replaceTerms(order, report);
        return this.result;
      default:
        return this.hear(order, VENUE_EVENTS[kind], report);
    }
  }

  /** Nothing more is expected of this order, which has ended. Calling it again does no harm. */
  forget(order: Order): void {
    assert(order.done, 'an order that lives cannot be forgotten');
    if (order.forgotten) return;
    this.letGo(this.ring[this.cursor]);
    this.remember(order);
  }

  /**
   * Unless it lives again: then it stays, and is forgotten anew when it has ended. Only a bust brings an order back; without
   * one it is not even looked at, for it was last touched long ago and is far away in memory.
   */
  private letGo(id: Id): void {
    const order = this.counts.busts > 0 ? this.known.get(id) : undefined;
    if (order === undefined || order.done) this.known.delete(id);
    else order.forgotten = false;
  }

  private remember(order: Order): void {
    this.ring[this.cursor] = order.id;
    order.forgotten = true;
    this.cursor = (this.cursor + 1) % this.ring.length;
  }

  /** What is left of the instrument's live orders, and what was asked for them, is so many new lots at the new prices. */
  split(instrument: number, ratio: SplitRatio): void {
    for (const order of this.liveOf(instrument)) {
      order.terms = splitTerms(order.terms, order.filledLots, ratio) ?? order.terms;
      if (order.requested !== undefined)
        order.requested = splitTerms(order.requested, order.filledLots, ratio) ?? order.requested;
    }
  }

  save(): OrdersState {
    const ring = [...this.ring.subarray(this.cursor), ...this.ring.subarray(0, this.cursor)];
    // In one order, whether or not some of them were loaded: equal orders make equal states.
    const ended = this.known
      .values()
      .filter((order) => order.done)
      .sort((a, b) => a.id - b.id);
    return {
      orders: [...ended, ...this.live()].map((order) => order.save()),
      forgotten: ring.filter((id) => id !== 0),
      counts: { ...this.counts },
    };
  }

  /** Into a fresh object. */
  load(state: OrdersState): void {
    assert(this.known.size === 0, 'orders are loaded before the first is created');
    for (const saved of state.orders) {
      const order = Order.load(saved);
      this.known.set(order.id, order);
      if (!order.done) this.list(order);
    }
    for (const id of state.forgotten) {
      const order = must(this.known.get(id), 'a forgotten order must be among those saved');
      this.remember(order);
    }
    Object.assign(this.counts, state.counts);
  }

  private hear(order: Order, event: OrderEvent, report: Report): OrderEventResult {
    if (!this.step(order, event, report.tsUs)) return this.result;
    if (event === 'rejectUpdate') order.requested = undefined;
    if (order.done) order.reason = report.reason;
    return this.result;
  }

  private fill(order: Order, { fillId, lots, priceTicks, tsUs }: Report): OrderEventResult {
    assert(Number.isSafeInteger(lots) && lots > 0, 'a fill must be of whole lots');
    assert(fillId > 0, 'a fill must carry its number, from 1');
    if (order.fills.get(fillId) !== undefined) return this.refuse(order, 'duplicate');
    const wasDone = order.done;
    const wasOver = order.overfilledLots;
    const complete = order.filledLots + lots >= order.terms.lots;
    if (!this.step(order, complete ? 'fill' : 'partialFill', tsUs)) return this.result;
    order.fills.add(fillId, lots, priceTicks);
    this.result.late = wasDone;
    this.result.overfilledLots = order.overfilledLots - wasOver;
    if (wasDone) this.counts.lateFills += 1;
    if (this.result.overfilledLots > 0) this.counts.overfills += 1;
    return this.result;
  }

  private bust(order: Order, { fillId, lots, priceTicks, tsUs }: Report): OrderEventResult {
    const fill = order.fills.get(fillId);
    if (fill === undefined) return this.refuse(order, 'unknown-fill');
    if (fill.busted) return this.refuse(order, 'duplicate');
    if (fill.lots !== lots || fill.priceTicks !== priceTicks) return this.refuse(order, 'fill-differs');
    const left = order.filledLots - lots;
    const event = left === 0 ? 'bustAll' : left < order.terms.lots ? 'bustPart' : 'bustExcess';
    if (!this.step(order, event, tsUs)) return this.result;
    order.fills.bust(fillId);
    this.counts.busts += 1;
    return this.result;
  }

  /** Size and limit as the venue says (a 0 says nothing), the rest as it was asked for. */
  private replaceTerms(order: Order, { lots, priceTicks }: Report): void {
    const asked = order.requested ?? order.terms;
    order.terms = {
      ...asked,
      lots: lots === 0 ? asked.lots : lots,
      limitTicks: priceTicks === 0 ? asked.limitTicks : priceTicks,
    };
    order.requested = undefined;
  }

  /** Moves the order, and lists it by where it stands then. */
  private step(order: Order, event: OrderEvent, tsUs: Us): boolean {
    const wasDone = order.done;
    const from = order.state;
    const next = order.status.after(event);
    if (typeof next === 'string') {
      this.refuse(order, next);
      return false;
    }
    order.status = next;
    order.updatedUs = tsUs;
    if (order.done && !wasDone) this.unlist(order);
    if (!order.done && wasDone) this.list(order);
    this.tell(true, '', from, next.state);
    return true;
  }

  private refuse(order: Order, refusal: OrderRefusal): OrderEventResult {
    this.counts.refusals += 1;
    return this.tell(false, refusal, order.state, order.state);
  }

  private tell(applied: boolean, refusal: OrderRefusal | '', from: OrderState, to: OrderState): OrderEventResult {
    const { result } = this;
    result.applied = applied;
    result.refusal = refusal;
    result.from = from;
    result.to = to;
    result.late = false;
    result.overfilledLots = 0;
    return result;
  }

  private list(order: Order): void {
    order.listed = this.listed++;
    this.openCount += 1;
    (this.openOf[order.terms.instrument] ??= []).push(order);
  }

  private unlist(order: Order): void {
    this.openCount -= 1;
    takeOut(this.openOf[order.terms.instrument], order);
  }
}
