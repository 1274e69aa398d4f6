import type { Id } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import type { Us } from '../core/base/time.ts';
import { queryDelayUs, type QueriedFill, type QueryAnswer, resolve } from '../core/execution/outcomes.ts';
import type { OrderTerms } from '../core/model/order.ts';
import { type Report, Reports } from '../core/model/report.ts';
import { clientOrderId, type Order } from '../core/orders/order.ts';
import {
  type Broker,
  type BrokerChanges,
  type BrokerOrder,
  fillIdOf,
  type Outcome,
  type Standing,
} from '../brokers/broker.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import { type Hops, type Journey, Point } from '../telemetry/hops.ts';
import { brokerOrder } from './errands.ts';
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
  /** The number of the venue's last report that was heard. */
  readonly heardReports: () => number;
  /** Makes a report of the gateway's own an input. */
  readonly enter: (report: Report) => void;
  /** What became of an order cannot be said, or can again. */
  readonly enterUnknown: (order: Order, why: string) => void;
  /** What began with a tick is over: the order is filled, or ended without a fill. */
  readonly onJourney: (order: Id, journey: Journey) => void;
  readonly log: (text: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** More are not timed. */
const JOURNEYS_MAX = 10_000;

export interface GatewayCounts {
  sent: number;
  refused: number;
  unknown: number;
  queries: number;
}

/**
 * The way to the broker: each order passes the guard right before the wire, an answer that does not come is UNKNOWN, and what
 * is unknown is asked about, with growing patience, and never sent again blindly. A cancel is owed until the venue has
 * answered it or the order has ended: it is asked for again when the venue is back.
 */
export class Gateway {
  readonly counts: GatewayCounts = { sent: 0, refused: 0, unknown: 0, queries: 0 };
  private readonly parts: GatewayParts;
  /** Orders whose first fill is still to come, with the tick they go back to. */
  private readonly journeys = new Map<Id, Journey>();
  /** Orders that are being asked about. */
  private readonly asking = new Map<Id, { readonly sentUs: number; attempt: number; cancel: Cancel | undefined }>();
  /** Orders that are to end, and of which the venue has not said that it heard so. */
  private readonly owed = new Set<Id>();
  /** Orders that `resume` has yet to ask about. */
  private resuming = new Set<Id>();
  /** What was asked for while `resume` was asking: it leaves after what waited before it, as it would have without a restart. */
  private behind: (readonly [Errand, Journey | undefined])[] | undefined;
  /** Orders that could not leave, and their instruments: told when the venue is back, since what is refused now is asked for again at once. */
  private readonly unsent = new Map<Id, number>();
  /** Orders that the guard kept here, the oldest first, while the engine remembers them. */
  private readonly kept = new Set<Id>();
  private isClosed = false;
  /** Commands that the venue has not answered. */
  private pending = 0;
  private waiters: (() => void)[] = [];

  constructor(parts: GatewayParts) {
    this.parts = parts;
  }

  /** Orders whose outcome is being asked for. */
  get unresolved(): number {
    return this.asking.size;
  }

  /** Resolves when the venue has answered every command, or nobody waits for the answer any more; undefined when it has. */
  answered(): Promise<void> | undefined {
    if (this.pending === 0) return undefined;
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  isAsking(id: Id): boolean {
    return this.asking.has(id);
  }

  do(errand: Errand, journey: Journey | undefined): void {
    if (this.isClosed) return;
    // Whether the venue has the order is still to be found out, and what the engine wants of it is done then.
    if ((errand.kind === 'cancel' || errand.kind === 'replace') && this.resuming.has(errand.id)) {
      if (errand.kind === 'cancel') this.owed.add(errand.id);
      return;
    }
    if (this.behind !== undefined) {
      this.behind.push([errand, journey]);
      return;
    }
    this.send(errand, journey);
  }

  private send(errand: Errand, journey: Journey | undefined): void {
    const { broker } = this.parts;
    switch (errand.kind) {
      case 'submit':
        this.submit(errand.id, errand.order, journey);
        break;
      case 'cancel':
        if (this.hasLeft(errand.id)) this.cancel(errand.id, errand.tsUs);
        break;
      case 'replace':
        if (!this.hasLeft(errand.id)) break;
        this.await(broker.replace(clientOrderId(errand.id), errand.changes, errand.tsUs), (outcome) =>
          this.replaced(errand.id, outcome),
        );
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
    const refusal = isCovered ? refusalOf(guard, order, approved.reducing) : 'not-approved';
    if (refusal !== undefined) {
      this.counts.refused += 1;
      this.keep(id);
      this.tell('rejected', id, instrument, refusal);
      return;
    }
    this.counts.sent += 1;
    const sentUs = clock.steadyUs();
    const answer = broker.submit(order);
    if (journey !== undefined) {
      const own = journey.fork();
      hops.reach(own, Point.sent, clock.steadyUs());
      if (this.journeys.size < JOURNEYS_MAX) this.journeys.set(id, own);
    }
    this.await(answer, (outcome) => this.submitted(id, instrument, outcome, sentUs));
  }

  private keep(id: Id): void {
    for (const old of this.kept) {
      if (this.parts.account.orders.get(old) !== undefined) break;
      this.kept.delete(old);
    }
    this.kept.add(id);
  }

  /** Of one that has not, the engine hears that it is rejected, or has: the venue has nothing to cancel or to change. */
  private hasLeft(id: Id): boolean {
    return !this.kept.has(id) && !this.unsent.has(id);
  }

  private await(answer: Promise<Outcome>, then: (outcome: Outcome) => void): void {
    this.pending += 1;
    const answered = (outcome: Outcome): void => {
      then(outcome);
      this.pending -= 1;
      if (this.pending === 0) for (const resolve of this.waiters.splice(0)) resolve();
    };
    void answer.then(answered, (error: unknown) => answered({ outcome: 'unknown', why: String(error) }));
  }

  private submitted(id: Id, instrument: number, outcome: Outcome, sentUs: number): void {
    if (this.isClosed) return;
    if (outcome.outcome === 'ack') {
      const journey = this.journeys.get(id);
      if (journey !== undefined) this.parts.hops.reach(journey, Point.acknowledged, this.parts.clock.steadyUs());
      return;
    }
    if (outcome.outcome === 'unknown') {
      // Reports of it may have come before the answer was given up: then the venue has it.
      const order = this.parts.account.orders.get(id);
      if (order?.state === 'submitted' || order?.under === 'submitted') this.lose(id, outcome.why, sentUs);
      return;
    }
    this.over(id, this.journeys.get(id));
    if (outcome.reason === NOT_CONNECTED) this.unsent.set(id, instrument);
    else if (!outcome.reported) this.tell('rejected', id, instrument, outcome.reason);
  }

  private cancel(id: Id, tsUs: Us): void {
    this.owed.add(id);
    this.await(this.parts.broker.cancel(clientOrderId(id), tsUs), (outcome) => this.cancelled(id, outcome));
  }

  private cancelled(id: Id, outcome: Outcome): void {
    if (this.isClosed) return;
    const order = this.parts.account.orders.get(id);
    const isAway = outcome.outcome === 'reject' && outcome.reason === NOT_CONNECTED;
    if (order === undefined || order.done || (outcome.outcome !== 'unknown' && !isAway)) this.owed.delete(id);
    if (order === undefined || order.done || isAway || outcome.outcome === 'ack') return;
    if (outcome.outcome === 'unknown') this.lose(id, outcome.why, this.parts.clock.steadyUs());
    else if (!outcome.reported) this.tell('cancel-rejected', id, order.terms.instrument, outcome.reason);
  }

  private replaced(id: Id, outcome: Outcome): void {
    if (this.isClosed || outcome.outcome === 'ack') return;
    const order = this.parts.account.orders.get(id);
    if (order === undefined || order.done) return;
    if (outcome.outcome === 'unknown') this.lose(id, outcome.why, this.parts.clock.steadyUs());
    else if (!outcome.reported) this.tell('replace-rejected', id, order.terms.instrument, outcome.reason);
  }

  /** The venue is there again: cancels that could not be asked for, or were not answered, are asked for now. */
  connected(): void {
    const unsent = [...this.unsent];
    this.unsent.clear();
    for (const [id, instrument] of unsent) this.tell('rejected', id, instrument, NOT_CONNECTED);
    for (const id of this.owed) this.cancelAgain(id);
  }

  private cancelAgain(id: Id): void {
    const order = this.parts.account.orders.get(id);
    if (order === undefined || order.done) this.owed.delete(id);
    else if (!this.asking.has(id) && !this.resuming.has(id)) this.cancel(id, this.parts.account.nowUs);
  }

  /** The engine has taken a report of this order: its first fill ends its journey, and its end settles what is owed. */
  heard({ orderId, kind }: Report): void {
    const isDone = this.parts.account.orders.get(orderId)?.done !== false;
    if (isDone) this.owed.delete(orderId);
    const journey = this.journeys.get(orderId);
    if (journey === undefined || (kind !== 'filled' && !isDone)) return;
    if (kind === 'filled') this.parts.hops.reach(journey, Point.filled, this.parts.clock.steadyUs());
    this.over(orderId, journey);
  }

  private over(id: Id, journey: Journey | undefined): void {
    if (journey === undefined) return;
    this.journeys.delete(id);
    this.parts.onJourney(id, journey);
  }

  /** Orders that the venue has yet to be heard about, before anything new is entered. Until `resume` has asked, nothing leaves. */
  waiting(): readonly Order[] {
    const waiting = [...this.parts.account.orders.live()].filter(isWaiting);
    this.resuming = new Set(waiting.map(({ id }) => id));
    this.behind = [];
    return waiting;
  }

  /**
   * After a restart: each of the orders that waited is asked about, and one that the venue never got is sent again. Then those
   * cross prices are asked for that the process before was waiting for, and then what this run has caused meanwhile.
   */
  async resume(waiting: readonly Order[], crosses: () => Iterable<readonly [Id, number]>): Promise<void> {
    await this.askAbout(waiting);
    for (const [id, instrument] of crosses())
      this.send({ kind: 'cross', id, instrument, tsUs: this.parts.account.nowUs }, undefined);
    const behind = this.behind ?? [];
    this.behind = undefined;
    for (const [errand, journey] of behind) this.do(errand, journey);
  }

  private async askAbout(waiting: readonly Order[]): Promise<void> {
    const { broker, clock } = this.parts;
    for (const order of waiting) {
      this.counts.queries += 1;
      const answer = await broker.query(clientOrderId(order.id));
      if (this.isClosed) return;
      this.resuming.delete(order.id);
      if (order.done) continue;
      if (answer.outcome === 'unknown') this.lose(order.id, answer.why, clock.steadyUs());
      else this.resumeOne(order, answer.value.standing);
    }
  }

  private resumeOne(order: Order, standing: Standing | undefined): void {
    const { account, clock } = this.parts;
    const { id, state, requested } = order;
    if (state === 'unknown') this.lose(id, 'not known before the restart', clock.steadyUs());
    else if (standing === undefined) this.sendAgain(order);
    else if (state === 'pendingCancel') this.cancel(id, account.nowUs);
    else if (state === 'pendingUpdate' && requested !== undefined)
      this.send({ kind: 'replace', id, changes: termsOf(requested), tsUs: account.nowUs }, undefined);
  }

  /** The venue is sure that it never had it: sending the same id is sending it for the first time. */
  private sendAgain(order: Order): void {
    const { account } = this.parts;
    if (order.filledLots > 0) this.lose(order.id, 'it has filled, and is not known there', this.parts.clock.steadyUs());
    else if (order.state === 'pendingCancel') this.tell('cancelled', order.id, order.terms.instrument, 'never-arrived');
    else this.send({ kind: 'submit', id: order.id, order: brokerOrder(order, account) }, undefined);
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

  /** The engine has lost an order by what a comparison found: the venue is asked about it. */
  suspect(id: Id): void {
    if (this.parts.account.orders.get(id)?.state !== 'unknown' || this.asking.has(id)) return;
    this.asking.set(id, { sentUs: this.parts.clock.steadyUs(), attempt: 0, cancel: undefined });
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
    if (order?.state !== 'unknown') {
      this.settle(id);
      return;
    }
    this.counts.queries += 1;
    const answer = await broker.query(clientOrderId(id));
    const standing = answer.outcome === 'known' ? answer.value.standing : undefined;
    const fills = standing === undefined ? [] : await this.fillsOf(order);
    if (this.isClosed) return;
    if (order.state !== 'unknown') {
      this.settle(id);
      return;
    }
    const reports = new Reports();
    const said = answer.outcome === 'unknown' || fills === undefined ? FAILED : answerOf(standing, fills);
    const told = resolve(order, said, state.sentUs, clock.steadyUs(), reports);
    if (told === 'ask-again') {
      this.askLater(id);
      return;
    }
    if (told === 'disputed')
      this.parts.log('the venue tells another story of an order', { orderId: clientOrderId(id) });
    for (let k = 0; k < reports.count; k++) this.parts.enter(reports.at(k));
    this.settle(id);
  }

  /** It is not asked about any more. */
  private settle(id: Id): void {
    this.asking.delete(id);
    if (this.owed.has(id)) this.cancelAgain(id);
  }

  /** What is on record, and what the venue has reported since and we have not heard yet; undefined when it does not say. */
  private async fillsOf(order: Order): Promise<QueriedFill[] | undefined> {
    const found = new Map<number, QueriedFill>();
    for (const [fillId, lots, priceTicks, busted] of order.fills.save())
      if (!busted) found.set(fillId, { fillId, lots, priceTicks, fee: 0n, maker: false });
    const own = clientOrderId(order.id);
    for (let cursor = this.parts.heardReports(); ;) {
      const page = await this.parts.broker.fillsSince(cursor);
      if (page.outcome === 'unknown') return undefined;
      for (const { clientOrderId: whose, kind, lots, priceTicks, fee, maker, executionId } of page.value.reports) {
        if (whose !== own) continue;
        const fillId = fillIdOf(executionId);
        if (kind === 'filled') found.set(fillId, { fillId, lots, priceTicks, fee, maker });
        else found.delete(fillId);
      }
      cursor = page.value.cursor;
      if (!page.value.more) break;
    }
    return [...found.values()];
  }

  /** What is under way ends unheard: the next start asks about it. */
  close(): void {
    this.isClosed = true;
    for (const [id, journey] of this.journeys) this.over(id, journey);
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

const NOT_CONNECTED = 'not-connected';
const FAILED: QueryAnswer = { kind: 'failed' };

/** Something is asked of the venue, or was, that nothing has been heard of. */
function isWaiting({ state, done }: Order): boolean {
  return (
    !done && (state === 'submitted' || state === 'pendingCancel' || state === 'pendingUpdate' || state === 'unknown')
  );
}

/** A guard that cannot say lets nothing pass. */
function refusalOf(guard: Guard, order: BrokerOrder, reduces: boolean): string | undefined {
  try {
    return guard.refusal(order, reduces);
  } catch {
    return 'guard-failed';
  }
}

function answerOf(standing: Standing | undefined, fills: readonly QueriedFill[]): QueryAnswer {
  if (standing === undefined) return { kind: 'not-found' };
  const { filledLots, reason } = standing;
  return { kind: 'found', state: stateOf(standing), filledLots, fills, reason };
}

function termsOf({ lots, limitTicks, stopTicks }: OrderTerms): BrokerChanges {
  return { lots, limitTicks, stopTicks };
}

function stateOf({ state }: Standing): 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired' {
  if (state === 'canceled') return 'cancelled';
  return state === 'filled' || state === 'rejected' || state === 'expired' ? state : 'working';
}
