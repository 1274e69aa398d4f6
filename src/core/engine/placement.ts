import type { Id } from '../base/ids.ts';
import { OrderOrigin, type OrderTerms } from '../model/order.ts';
import type { Order } from '../orders/order.ts';
import type { Slice } from '../risk/gate.ts';
import type { RiskApproved } from '../risk/risk.ts';
import type { Account } from './account.ts';
import { recordRefusal } from './refusals.ts';

/** What of an order's terms is to change. */
export interface TermChanges {
  readonly lots?: number;
  readonly limitTicks?: number;
  readonly stopTicks?: number;
}

const NO_CHANGES: TermChanges = {};

/** The only way out: an order passes the hard gate, is remembered, and leaves. */
export class Placement {
  private readonly account: Account;

  constructor(account: Account) {
    this.account = account;
  }

  /** The order that left, or `undefined` when the gate refused it; the refusal is on record then. */
  place(id: Id, terms: OrderTerms, origin: OrderOrigin, agent: number, decision: Id): Order | undefined {
    const { account } = this;
    const verdict = account.risk.gate(terms, id, agent, origin, account.nowUs);
    if (verdict.refused) {
      recordRefusal(account, id, agent, terms.instrument, terms.lots * terms.side, verdict);
      return undefined;
    }
    return this.send(id, verdict, origin, agent, decision);
  }

  /** A netted order that is to be sliced: approved and reserved as a whole, it does not leave itself. */
  parent(id: Id, terms: OrderTerms, origin: OrderOrigin): RiskApproved<OrderTerms> | undefined {
    const { account } = this;
    const verdict = account.risk.gate(terms, id, -1, origin, account.nowUs);
    if (!verdict.refused) return verdict;
    recordRefusal(account, id, -1, terms.instrument, terms.lots * terms.side, verdict);
    return undefined;
  }

  /** A part of it leaves, as a netted order of the same decision. */
  child(parent: RiskApproved<OrderTerms>, slice: Slice, decision: Id): Order | undefined {
    const { account } = this;
    const verdict = account.risk.child(parent, slice);
    if (!verdict.refused) return this.send(slice.orderId, verdict, OrderOrigin.target, -1, decision);
    const { instrument, side } = parent.value;
    recordRefusal(account, slice.orderId, -1, instrument, slice.lots * side, verdict);
    return undefined;
  }

  private send(id: Id, approved: RiskApproved<OrderTerms>, origin: OrderOrigin, agent: number, decision: Id): Order {
    const { account } = this;
    const terms = approved.value;
    const order = account.orders.create({ id, terms, origin, agent, decision, nowUs: account.nowUs });
    account.orders.advance(order, 'submit', account.nowUs);
    const { orders } = account.out;
    const row = account.out.add(orders);
    orders.id[row] = id;
    orders.tsUs[row] = account.nowUs;
    orders.decision[row] = decision;
    orders.agent[row] = agent;
    orders.instrument[row] = terms.instrument;
    orders.origin[row] = origin;
    orders.side[row] = terms.side;
    orders.lots[row] = terms.lots;
    orders.type[row] = terms.type;
    orders.timeInForce[row] = terms.timeInForce;
    orders.limitTicks[row] = terms.limitTicks ?? Number.NaN;
    orders.stopTicks[row] = terms.stopTicks ?? Number.NaN;
    orders.trailTicks[row] = terms.trailTicks ?? Number.NaN;
    return order;
  }

  /** Asks for the order to be cancelled; asking again while the answer is out does nothing. */
  cancel(order: Order): void {
    if (this.account.orders.advance(order, 'requestCancel', this.account.nowUs).applied)
      this.change(order, 'cancel', NO_CHANGES);
  }

  /** Of an order that has ended for us and lives at the venue all the same. */
  cancelAgain(order: Order): void {
    this.change(order, 'cancel', NO_CHANGES);
  }

  /** New terms pass the gate like a new order; what is not named stays. False when they were refused. */
  replace(order: Order, changes: TermChanges): boolean {
    const { account } = this;
    const terms: OrderTerms = {
      ...order.terms,
      lots: changes.lots ?? order.terms.lots,
      limitTicks: changes.limitTicks ?? order.terms.limitTicks,
      stopTicks: changes.stopTicks ?? order.terms.stopTicks,
    };
    const verdict = account.risk.replace(order.id, terms, account.nowUs);
    if (verdict.refused) {
      recordRefusal(account, order.id, order.agent, terms.instrument, terms.lots * terms.side, verdict);
      return false;
    }
    if (!account.orders.requestUpdate(order, verdict.value, account.nowUs).applied) {
      account.risk.onReplaced(order.id, false);
      return false;
    }
    this.change(order, 'replace', changes);
    return true;
  }

  private change(order: Order, kind: 'cancel' | 'replace', changes: TermChanges): void {
    const { out, nowUs } = this.account;
    const row = out.add(out.changes);
    out.changes.tsUs[row] = nowUs;
    out.changes.order[row] = order.id;
    out.changes.kind[row] = kind;
    out.changes.lots[row] = changes.lots ?? Number.NaN;
    out.changes.limitTicks[row] = changes.limitTicks ?? Number.NaN;
    out.changes.stopTicks[row] = changes.stopTicks ?? Number.NaN;
  }
}
