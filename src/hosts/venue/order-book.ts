import { must } from '../../core/base/assert.ts';
import { type Id, idText } from '../../core/base/ids.ts';
import type { Us } from '../../core/base/time.ts';
import type { OrderTerms } from '../../core/model/order.ts';
import { type Report, ReportKind } from '../../core/model/report.ts';
import type { BrokerOrder, StandingState } from '../../brokers/broker.ts';
import { idOfClient, type WireStanding } from '../../brokers/paper/protocol.ts';
import { canonicalJson } from '../../config/canonical.ts';

const OVER: ReadonlySet<StandingState> = new Set<StandingState>(['filled', 'canceled', 'rejected', 'expired']);

/** What a cancel or a change is answered with. */
const ANSWERS: ReadonlySet<ReportKind> = new Set<ReportKind>([
  ReportKind.cancelled,
  ReportKind.cancelRejected,
  ReportKind.replaced,
  ReportKind.replaceRejected,
]);

/** All fields of an order: numbers, texts and lists of them. */
export type VenueOrderState = Readonly<Record<string, number | string | string[] | number[]>>;

export interface OrderBookState {
  /** In the order in which they came. */
  readonly orders: readonly VenueOrderState[];
  /** Ids, in the order in which they ended. */
  readonly ended: readonly Id[];
  readonly forgottenId: Id;
  readonly count: number;
}

/** An order in the venue's record: it stays there when it has ended, so that whoever asks later is told. */
export class VenueOrder {
  readonly id: Id;
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly instrument: number;
  readonly side: number;
  readonly owners: readonly string[];
  state: StandingState = 'accepted';
  lots: number;
  filledLots = 0;
  /** Of these, what was filled by hand, which the matching does not know of. */
  handLots = 0;
  /** Filled once and taken back: they are not offered again. */
  bustedLots = 0;
  /** The numbers of its fills. */
  readonly executions: number[] = [];
  reason = '';
  updatedUs: Us;
  /** A cancel or change on its way to the venue, as text, until its answer has been told; '' where there is none. */
  asked = '';
  /** What it was sent with: the same id with other terms is another order, and refused. */
  private readonly fingerprint: string;

  constructor(order: BrokerOrder, id: Id, number: number) {
    this.id = id;
    this.clientOrderId = order.clientOrderId;
    this.venueOrderId = `v-${number}`;
    this.instrument = order.terms.instrument;
    this.side = order.terms.side;
    this.owners = order.owners;
    this.lots = order.terms.lots;
    this.updatedUs = order.tsUs;
    this.fingerprint = canonicalJson(order.terms);
  }

  isOf(terms: OrderTerms): boolean {
    return canonicalJson(terms) === this.fingerprint;
  }

  get isOver(): boolean {
    return OVER.has(this.state);
  }

  /** Nothing of it can fill any more, though not all of it has: some was taken back. */
  get isSpent(): boolean {
    return !this.isOver && this.bustedLots > 0 && this.filledLots + this.bustedLots >= this.lots;
  }

  /** What the venue says of it. */
  hear(report: Report): void {
    this.updatedUs = report.tsUs;
    if (ANSWERS.has(report.kind)) this.asked = '';
    switch (report.kind) {
      case ReportKind.accepted:
        this.state = 'accepted';
        break;
      case ReportKind.rejected:
        this.end('rejected', report.reason);
        break;
      case ReportKind.cancelled:
        this.end('canceled', report.reason);
        break;
      case ReportKind.expired:
        this.end('expired', report.reason);
        break;
      case ReportKind.triggered:
        this.state = 'triggered';
        break;
      case ReportKind.replaced:
        this.lots = report.lots;
        break;
      case ReportKind.filled:
        this.filledLots += report.lots;
        if (this.filledLots >= this.lots) this.state = 'filled';
        else if (!this.isOver) this.state = 'partiallyFilled';
        break;
      case ReportKind.busted:
        this.filledLots -= report.lots;
        this.bustedLots += report.lots;
        if (this.state === 'filled') this.state = 'partiallyFilled';
        break;
      default:
        break;
    }
  }

  standing(): WireStanding {
    const { clientOrderId, venueOrderId, state, instrument, side, lots, filledLots, reason, updatedUs } = this;
    return { clientOrderId, venueOrderId, state, instrument, side, lots, filledLots, reason, updatedUs };
  }

  save(): VenueOrderState {
    return { ...this, executions: [...this.executions] } as unknown as VenueOrderState;
  }

  /** The order that was saved. */
  static of(state: VenueOrderState): VenueOrder {
    return Object.assign(Object.create(VenueOrder.prototype) as VenueOrder, state);
  }

  private end(state: StandingState, reason: string): void {
    this.state = state;
    this.reason = reason;
  }
}

/**
 * The orders that the venue has taken, by the client's id and by its own: those that live, and of those that have ended the
 * last `kept`. Older ones are forgotten, and an id that may be one of theirs is neither taken nor denied.
 */
export class OrderBook {
  private readonly known = new Map<Id, VenueOrder>();
  private readonly open = new Map<Id, VenueOrder>();
  /** In the order in which they ended. */
  private readonly ended = new Map<Id, VenueOrder>();
  private readonly kept: number;
  private readonly onForgotten: (order: VenueOrder) => void;
  /** Ids rise with time: one up to this may be that of a forgotten order. */
  private forgottenId: Id = 0;
  private count = 0;

  constructor(kept: number, onForgotten: (order: VenueOrder) => void) {
    this.kept = kept;
    this.onForgotten = onForgotten;
  }

  take(order: BrokerOrder, id: Id): VenueOrder {
    this.count += 1;
    const taken = new VenueOrder(order, id, this.count);
    this.known.set(id, taken);
    this.open.set(id, taken);
    return taken;
  }

  byId(id: Id): VenueOrder | undefined {
    return this.known.get(id);
  }

  find(clientOrderId: string): VenueOrder | undefined {
    const id = idOfClient(clientOrderId);
    return id === undefined ? undefined : this.known.get(id);
  }

  /** Whether there may have been an order of this id that nothing is known of any more. */
  mayBeForgotten(clientOrderId: string): boolean {
    const id = idOfClient(clientOrderId);
    return id !== undefined && id <= this.forgottenId && !this.known.has(id);
  }

  textOf(id: Id): string {
    return idText('o', id);
  }

  /** In the order in which they came. */
  live(): Iterable<VenueOrder> {
    return this.open.values();
  }

  /** Those after the first `skip`, at most `rows`. */
  page(skip: number, rows: number): VenueOrder[] {
    return [...this.open.values()].slice(skip, skip + rows);
  }

  get liveCount(): number {
    return this.open.size;
  }

  /** Lists the order by where it stands now. */
  settle(order: VenueOrder): void {
    if (!order.isOver || !this.open.delete(order.id)) return;
    this.ended.set(order.id, order);
    if (this.ended.size <= this.kept) return;
    const [oldest] = this.ended.values();
    this.forgottenId = Math.max(this.forgottenId, oldest.id);
    this.forget(oldest);
    this.onForgotten(oldest);
  }

  /** As if it had never been here. */
  forget(order: VenueOrder): void {
    this.known.delete(order.id);
    this.open.delete(order.id);
    this.ended.delete(order.id);
  }

  all(): Iterable<VenueOrder> {
    return this.known.values();
  }

  save(): OrderBookState {
    const { forgottenId, count } = this;
    const orders = [...this.known.values()].map((order) => order.save());
    return { orders, ended: [...this.ended.keys()], forgottenId, count };
  }

  /** Into a book that has taken nothing. */
  load({ orders, ended, forgottenId, count }: OrderBookState): void {
    this.forgottenId = forgottenId;
    this.count = count;
    for (const order of orders.map((state) => VenueOrder.of(state))) {
      this.known.set(order.id, order);
      this.open.set(order.id, order);
    }
    for (const id of ended) {
      this.ended.set(id, must(this.known.get(id), 'it was saved with the others'));
      this.open.delete(id);
    }
  }
}
