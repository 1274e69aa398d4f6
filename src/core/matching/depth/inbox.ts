import type { Id } from '../../base/ids.ts';
import type { Us } from '../../base/time.ts';
import type { OrderTerms } from '../../model/order.ts';
import type { OrderChanges } from '../order-entry.ts';
import type { Latency } from './latency.ts';

/** What we ask of the venue. */
export type Request =
  | { readonly kind: 'submit'; readonly orderId: Id; readonly terms: OrderTerms }
  | { readonly kind: 'cancel'; readonly orderId: Id }
  | { readonly kind: 'replace'; readonly orderId: Id; readonly changes: OrderChanges };

/** A request on its way; `arriveUs` is null until the market has shown how slow the line was when it left. */
interface Sent {
  readonly request: Request;
  readonly sentUs: Us;
  arriveUs: Us | null;
}

/** As JSON. */
export interface InboxState {
  readonly lastTimedUs: Us | null;
  readonly sent: readonly Readonly<Sent>[];
}

/** Requests on their way to the venue: none overtakes another. */
export class Inbox {
  /** When the request arrived that `take` gave last. */
  arrivedUs: Us = Number.NaN;
  private sent: Sent[] = [];
  /** So many at the front know when they arrive. */
  private timed = 0;
  private lastTimedUs: Us = Number.NEGATIVE_INFINITY;
  private readonly latency: Latency;

  constructor(latency: Latency) {
    this.latency = latency;
  }

  get isEmpty(): boolean {
    return this.sent.length === 0;
  }

  put(request: Request, sentUs: Us): void {
    this.sent.push({ request, sentUs, arriveUs: null });
  }

  /** An order of this id is on its way. */
  has(orderId: Id): boolean {
    return this.sent.some(({ request }) => request.kind === 'submit' && request.orderId === orderId);
  }

  /** An order that is on its way never arrives, nor does what was sent after it about it: its terms; undefined where none is. */
  drop(orderId: Id): OrderTerms | undefined {
    const found = this.sent.find(({ request }) => request.kind === 'submit' && request.orderId === orderId);
    if (found?.request.kind !== 'submit') return undefined;
    this.sent = this.sent.filter(({ request }) => request.orderId !== orderId);
    this.timed = this.sent.filter(({ arriveUs }) => arriveUs !== null).length;
    return found.request.terms;
  }

  /** The first event since some were sent has come: the latency of that moment is known. */
  time(): void {
    for (; this.timed < this.sent.length; this.timed++) {
      const each = this.sent[this.timed];
      each.arriveUs = this.lastTimedUs = Math.max(this.lastTimedUs, each.sentUs + this.latency.at(each.sentUs));
    }
  }

  /** The next request that has arrived by then. */
  take(untilUs: Us): Request | undefined {
    if (this.timed === 0) return undefined;
    const { request, arriveUs } = this.sent[0];
    if (arriveUs! > untilUs) return undefined;
    this.arrivedUs = arriveUs!;
    this.sent.shift();
    this.timed -= 1;
    return request;
  }

  save(): InboxState {
    const lastTimedUs = Number.isFinite(this.lastTimedUs) ? this.lastTimedUs : null;
    return { lastTimedUs, sent: this.sent.map((each) => ({ ...each })) };
  }

  load({ lastTimedUs, sent }: InboxState): void {
    this.lastTimedUs = lastTimedUs ?? Number.NEGATIVE_INFINITY;
    this.sent = sent.map((each) => ({ ...each }));
    this.timed = sent.filter(({ arriveUs }) => arriveUs !== null).length;
  }
}
