import type { Id } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { queryDelayUs, resolve } from '../core/execution/outcomes.ts';
import { type Report, Reports } from '../core/model/report.ts';
import { clientOrderId, type Order } from '../core/orders/order.ts';
import { type Broker, type BrokerOrder, fillIdOf, type Outcome, type Standing } from '../brokers/broker.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import { type Hops, type Journey, Point } from '../telemetry/hops.ts';
import type { Errand } from './held-effects.ts';

/** What stands between an order and the wire. */
export interface Guard {
  /** Why this order may not leave, or `undefined`. Asked right before each send. */
  refusal(order: BrokerOrder, reduces: boolean): string | undefined;
}

export interface GatewayParts {
  readonly broker: Broker;
  readonly account: Account;
  readonly clock: Clock;
  readonly guard: Guard;
  readonly hops: Hops;
  /** Makes a report of the gateway's own an input. */
  readonly enter: (report: Report) => void;
  /** What became of an order cannot be said, or can again. */
  readonly enterUnknown: (order: Order, why: string) => void;
  readonly log: (text: string, fields: Readonly<Record<string, unknown>>) => void;
}

export interface GatewayCounts {
  sent: number;
  refused: number;
  unknown: number;
  queries: number;
}

/**
 * The way to the broker: each order passes the guard right before the wire, an answer that does not come is UNKNOWN, and what
 * is unknown is asked about, with growing patience, and never sent again blindly.
 */
export class Gateway {
  readonly counts: GatewayCounts = { sent: 0, refused: 0, unknown: 0, queries: 0 };
  private readonly parts: GatewayParts;
  /** Orders whose first fill is still to come, with the tick they go back to. */
  private readonly journeys = new Map<Id, Journey>();
  /** Orders that are being asked about. */
  private readonly asking = new Map<Id, { readonly sentUs: number; attempt: number; cancel: Cancel | undefined }>();
  private isClosed = false;

  constructor(parts: GatewayParts) {
    this.parts = parts;
  }

  /** Orders whose outcome is being asked for. */
  get unresolved(): number {
    return this.asking.size;
  }

  do(errand: Errand, journey: Journey | undefined): void {
    if (this.isClosed) return;
    const { broker } = this.parts;
    switch (errand.kind) {
      case 'submit':
        this.submit(errand.id, errand.order, journey);
        break;
      case 'cancel':
        void broker
          .cancel(clientOrderId(errand.id), errand.tsUs)
          .then((outcome) => this.changed(errand.id, 'cancel-rejected', outcome));
        break;
      case 'replace':
        void broker
          .replace(clientOrderId(errand.id), errand.changes, errand.tsUs)
          .then((outcome) => this.changed(errand.id, 'replace-rejected', outcome));
        break;
      case 'cross':
        broker.simulated?.requestCrossPrice(clientOrderId(errand.id), errand.instrument, errand.tsUs);
        break;
      case 'cross-cancel':
        broker.simulated?.cancelCrossPrice(clientOrderId(errand.id));
        break;
    }
  }

  private submit(id: Id, order: BrokerOrder, journey: Journey | undefined): void {
    const { broker, account, guard, clock, hops } = this.parts;
    const { instrument } = order.terms;
    const approved = account.risk.approvedOf(id);
    const isCovered = approved !== undefined && order.terms.lots <= approved.value.lots;
    const refusal = isCovered ? guard.refusal(order, approved.reducing) : 'not-approved';
    if (refusal !== undefined) {
      this.counts.refused += 1;
      this.tell('rejected', id, instrument, refusal);
      return;
    }
    this.counts.sent += 1;
    const sentUs = clock.nowUs();
    const answer = broker.submit(order);
    if (journey !== undefined) {
      hops.reach(journey, Point.sent, clock.steadyUs());
      this.journeys.set(id, journey);
    }
    void answer.then((outcome) => this.submitted(id, instrument, outcome, sentUs));
  }

  private submitted(id: Id, instrument: number, outcome: Outcome, sentUs: number): void {
    if (this.isClosed) return;
    if (outcome.outcome === 'ack') {
      const journey = this.journeys.get(id);
      if (journey !== undefined) this.parts.hops.reach(journey, Point.acknowledged, this.parts.clock.steadyUs());
      return;
    }
    if (outcome.outcome === 'unknown') {
      this.lose(id, outcome.why, sentUs);
      return;
    }
    this.journeys.delete(id);
    if (!outcome.reported) this.tell('rejected', id, instrument, outcome.reason);
  }

  private changed(id: Id, kind: 'cancel-rejected' | 'replace-rejected', outcome: Outcome): void {
    if (this.isClosed || outcome.outcome === 'ack') return;
    const order = this.parts.account.orders.get(id);
    if (order === undefined || order.done) return;
    if (outcome.outcome === 'unknown') this.lose(id, outcome.why, this.parts.clock.nowUs());
    else if (!outcome.reported) this.tell(kind, id, order.terms.instrument, outcome.reason);
  }

  /** A report of this order has come: its first fill ends its journey, and word of it answers what was asked. */
  heard(report: Report): void {
    const journey = this.journeys.get(report.orderId);
    if (journey !== undefined && report.kind === 'filled') {
      this.parts.hops.reach(journey, Point.filled, this.parts.clock.steadyUs());
      this.journeys.delete(report.orderId);
    }
    if (this.parts.account.orders.get(report.orderId)?.done === true) this.journeys.delete(report.orderId);
  }

  /** After a restart: every order that the venue has not been heard to take is asked about; one it never got is sent again. */
  async resume(): Promise<void> {
    const { account, broker } = this.parts;
    for (const order of [...account.orders.live()]) {
      if (order.state !== 'submitted' && order.state !== 'pendingCancel' && order.state !== 'unknown') continue;
      const answer = await broker.query(clientOrderId(order.id));
      this.counts.queries += 1;
      if (answer.outcome === 'unknown') this.lose(order.id, answer.why, this.parts.clock.nowUs());
      else if (answer.value.standing === undefined) this.sendAgain(order);
      else if (order.state === 'pendingCancel' || order.under === 'pendingCancel') {
        this.do({ kind: 'cancel', id: order.id, tsUs: account.nowUs }, undefined);
      }
    }
  }

  /** The venue is sure that it never had it: sending the same id is sending it for the first time. */
  private sendAgain(order: Order): void {
    if (order.state === 'pendingCancel') this.tell('cancelled', order.id, order.terms.instrument, 'never-arrived');
    else this.do({ kind: 'submit', id: order.id, order: this.asSent(order) }, undefined);
  }

  private asSent({ id, terms, createdUs }: Order): BrokerOrder {
    const { account } = this.parts;
    const owners = account.spec.agents.filter(({ instruments }) => instruments.includes(terms.instrument));
    return { clientOrderId: clientOrderId(id), tsUs: createdUs, terms, owners: owners.map((agent) => agent.id) };
  }

  private lose(id: Id, why: string, sentUs: number): void {
    const { account, enterUnknown, log } = this.parts;
    const order = account.orders.get(id);
    if (order === undefined || order.done || this.asking.has(id)) return;
    this.counts.unknown += 1;
    log('what became of an order is not known', { orderId: clientOrderId(id), why });
    if (order.state !== 'unknown') enterUnknown(order, why);
    this.asking.set(id, { sentUs, attempt: 0, cancel: undefined });
    this.askLater(id);
  }

  private askLater(id: Id): void {
    const state = this.asking.get(id);
    if (state === undefined) return;
    state.cancel = this.parts.clock.after(queryDelayUs(state.attempt) / 1_000, () => void this.ask(id));
    state.attempt += 1;
  }

  private async ask(id: Id): Promise<void> {
    const { broker, account, clock } = this.parts;
    const state = this.asking.get(id);
    const order = account.orders.get(id);
    if (state === undefined) return;
    if (order === undefined || order.state !== 'unknown') {
      this.asking.delete(id);
      return;
    }
    this.counts.queries += 1;
    const answer = await broker.query(clientOrderId(id));
    if (this.isClosed || order.state !== 'unknown') return;
    const reports = new Reports();
    const { standing } = answer.outcome === 'known' ? answer.value : { standing: undefined };
    const told =
      answer.outcome === 'unknown'
        ? resolve(order, { kind: 'failed' }, state.sentUs, clock.nowUs(), reports)
        : standing === undefined
          ? resolve(order, { kind: 'not-found' }, state.sentUs, clock.nowUs(), reports)
          : await this.found(order, standing, state.sentUs, reports);
    if (told === 'ask-again') {
      this.askLater(id);
      return;
    }
    this.asking.delete(id);
    if (told === 'disputed')
      this.parts.log('the venue tells another story of an order', { orderId: clientOrderId(id) });
    for (let k = 0; k < reports.count; k++) this.parts.enter(reports.at(k));
  }

  /** Fills are taken from the venue's numbered reports, which come by themselves: the answer waits for them. */
  private async found(order: Order, standing: Standing, sentUs: number, reports: Reports) {
    const fills = [];
    for (let cursor = 0; ;) {
      const page = await this.parts.broker.fillsSince(cursor);
      if (page.outcome === 'unknown') return 'ask-again' as const;
      for (const fill of page.value.reports) {
        if (fill.clientOrderId !== standing.clientOrderId || fill.kind !== 'filled') continue;
        const { lots, priceTicks, fee, maker, executionId } = fill;
        fills.push({ fillId: fillIdOf(executionId), lots, priceTicks, fee, maker });
      }
      cursor = page.value.cursor;
      if (!page.value.more) break;
    }
    const answer = {
      kind: 'found',
      state: stateOf(standing),
      filledLots: standing.filledLots,
      fills,
      reason: standing.reason,
    } as const;
    return resolve(order, answer, sentUs, this.parts.clock.nowUs(), reports);
  }

  /** What is under way ends unheard: the next start asks about it. */
  close(): void {
    this.isClosed = true;
    for (const { cancel } of this.asking.values()) cancel?.();
    this.asking.clear();
  }

  private readonly own = new Reports();

  private tell(kind: Report['kind'], id: Id, instrument: number, reason: string): void {
    this.own.clear();
    const report = this.own.add(kind, id, instrument, this.parts.account.nowUs);
    report.reason = reason;
    this.parts.enter(report);
  }
}

function stateOf({ state }: Standing): 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired' {
  if (state === 'canceled') return 'cancelled';
  return state === 'filled' || state === 'rejected' || state === 'expired' ? state : 'working';
}
