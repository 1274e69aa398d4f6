import { type Id, idText } from '../base/ids.ts';
import type { Us } from '../base/time.ts';
import type { OrderOrigin, OrderTerms } from '../model/order.ts';
import { FillRecord, type FillRecordState } from './fill-record.ts';
import { NEW, type OrderState, type Standing, type Status, statusOf } from './transitions.ts';

export interface OrderInit {
  readonly id: Id;
  readonly terms: OrderTerms;
  readonly origin: OrderOrigin;
  /** -1: netted over the agents. */
  readonly agent: number;
  readonly decision: Id;
  readonly nowUs: Us;
}

/** As JSON. */
export interface SavedOrder extends OrderInit {
  readonly standing: Standing;
  readonly requested?: OrderTerms;
  readonly reason: string;
  readonly updatedUs: Us;
  readonly fills: FillRecordState;
}

/** An order and what has become of it. Read it anywhere; only `Orders` changes it. */
export class Order {
  readonly id: Id;
  readonly origin: OrderOrigin;
  readonly agent: number;
  readonly decision: Id;
  readonly createdUs: Us;
  /** Replaced as a whole when the venue accepts an update. */
  terms: OrderTerms;
  /** The terms that a pending update asks for. */
  requested: OrderTerms | undefined;
  status: Status = NEW;
  /** Why it was last rejected, canceled, expired or denied: a named code. */
  reason = '';
  updatedUs: Us;
  /** Nothing more is expected of it; it is kept for a while all the same. */
  forgotten = false;
  /** Which one it was to come to live. */
  listed = 0;
  readonly fills = new FillRecord();

  constructor({ id, terms, origin, agent, decision, nowUs }: OrderInit) {
    this.id = id;
    this.terms = terms;
    this.origin = origin;
    this.agent = agent;
    this.decision = decision;
    this.createdUs = nowUs;
    this.updatedUs = nowUs;
  }

  get state(): OrderState {
    return this.status.state;
  }

  /** What lies beneath the state; the state itself where nothing does. */
  get under(): OrderState {
    return this.status.under;
  }

  /** It has ended; a late fill is still counted, and a bust may open it again. */
  get done(): boolean {
    return this.status.done;
  }

  get filledLots(): number {
    return this.fills.lots;
  }

  /** Of all fills that stand; NaN before the first. */
  get averagePriceTicks(): number {
    return this.fills.averagePriceTicks;
  }

  /** What may still fill: 0 once it has ended. */
  get leavesLots(): number {
    return this.done ? 0 : Math.max(0, this.terms.lots - this.filledLots);
  }

  /** What filled beyond its size. */
  get overfilledLots(): number {
    return Math.max(0, this.filledLots - this.terms.lots);
  }

  save(): SavedOrder {
    const { id, terms, origin, agent, decision, requested, reason, updatedUs, state, under } = this;
    const standing = { state, under };
    const fills = this.fills.save();
    return { id, terms, origin, agent, decision, nowUs: this.createdUs, standing, requested, reason, updatedUs, fills };
  }

  static load(saved: SavedOrder): Order {
    const order = new Order(saved);
    order.status = statusOf(saved.standing);
    order.requested = saved.requested;
    order.reason = saved.reason;
    order.updatedUs = saved.updatedUs;
    order.fills.load(saved.fills);
    return order;
  }
}

/** What a broker knows the order by: a function of its id alone, so that sending again after a crash sends the same. */
export function clientOrderId(id: Id): string {
  return idText('o', id);
}
