import type { Id } from '../base/ids.ts';
import { MINUTE_US, SECOND_US, type Us } from '../base/time.ts';
import type { Side } from '../model/order.ts';
import { ReportKind, type Reports } from '../model/report.ts';
import type { Order } from '../orders/order.ts';

/** What became of a request to a broker. There is no fourth: whoever does not know says UNKNOWN. */
export const Outcome = { ack: 'ACK', reject: 'REJECT', unknown: 'UNKNOWN' } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** What a sender saw. */
export const SendReply = {
  accepted: 'accepted',
  /** the broker says no to this order */ refused: 'refused',
  /** the broker says no to any request for now, before looking at it */ throttled: 'throttled',
  /** it never left: no connection, a fence, a latch */ notSent: 'not-sent',
  /** the broker knows this client order id already: an earlier attempt arrived */ duplicate: 'duplicate',
  timeout: 'timeout',
  /** the connection broke after it had left */ disconnected: 'disconnected',
  /** the broker failed in the middle of it */ failed: 'failed',
  /** an answer that means nothing */ malformed: 'malformed',
} as const;
export type SendReply = (typeof SendReply)[keyof typeof SendReply];

/** Only word of the order itself is an ACK or a REJECT; everything that is not certain is UNKNOWN. */
export function outcomeOf(reply: SendReply): Outcome {
  switch (reply) {
    case 'accepted':
      return Outcome.ack;
    case 'refused':
    case 'throttled':
    case 'not-sent':
      return Outcome.reject;
    default:
      return Outcome.unknown;
  }
}

/** It is certain that the broker does not have it: the same may be sent again without asking first. */
export function mayResend(reply: SendReply): boolean {
  return reply === SendReply.throttled || reply === SendReply.notSent;
}

/**
 * The order of unknown outcome that keeps further exposure off this key (agent, instrument, side), if any. A netted order
 * (agent -1) is of every agent: it blocks all, and all block it. Reducing orders and cancels are not asked about.
 */
export function blockedBy(live: Iterable<Order>, agent: number, instrument: number, side: Side): Order | undefined {
  for (const order of live) {
    if (order.state !== 'unknown' || order.terms.instrument !== instrument || order.terms.side !== side) continue;
    if (order.agent === agent || order.agent < 0 || agent < 0) return order;
  }
  return undefined;
}

const QUERY_FIRST_US = SECOND_US / 4;
const QUERY_MOST_US = 30 * SECOND_US;

/** How long to wait before query 0, 1, 2, ...: from a quarter of a second, doubling, to half a minute. */
export function queryDelayUs(attempt: number): Us {
  return Math.min(QUERY_MOST_US, QUERY_FIRST_US * 2 ** Math.min(attempt, 20));
}

/** An order sent so long ago and still not known to the broker will not arrive any more. */
export const SETTLE_US = MINUTE_US;

/** A fill as the broker tells it, numbered for this venue (`Report.fillId`). */
export interface QueriedFill {
  readonly fillId: number;
  readonly lots: number;
  readonly priceTicks: number;
  readonly fee: bigint;
  readonly maker: boolean;
}

/** What a broker answers when asked about an order by its client order id. */
export type QueryAnswer =
  | {
      readonly kind: 'found';
      readonly state: 'working' | 'filled' | 'cancelled' | 'rejected' | 'expired';
      readonly filledLots: number;
      readonly fills: readonly QueriedFill[];
      readonly reason: string;
    }
  | { readonly kind: 'not-found' }
  /** the query itself failed */
  | { readonly kind: 'failed' };

export type Resolution =
  /** `reports` has what the venue would have said */
  | 'resolved'
  /** not certain yet: query again after `queryDelayUs` */
  | 'ask-again'
  /** the answer contradicts what is on record: it stays unknown until a person or reconciliation decides */
  | 'disputed';

/**
 * What the answer to a query means for an order of unknown outcome. The reports to feed to the engine are appended: the
 * fills that were missed first, then where the order stands. `sentUs`: when it was last sent, by the clock of `nowUs`.
 */
export function resolve(order: Order, answer: QueryAnswer, sentUs: Us, nowUs: Us, reports: Reports): Resolution {
  switch (answer.kind) {
    case 'failed':
      return 'ask-again';
    case 'not-found':
      if (order.filledLots > 0) return 'disputed';
      if (nowUs - sentUs < SETTLE_US) return 'ask-again';
      reports.add(ReportKind.rejected, order.id, order.terms.instrument, nowUs).reason = 'never-arrived';
      return 'resolved';
    case 'found':
      return isConsistent(order, answer) ? tell(order, answer, nowUs, reports) : 'disputed';
  }
}

type Found = Extract<QueryAnswer, { kind: 'found' }>;

/** All fills are there, in lots that the order can have, and none that we saw is told differently. */
function isConsistent(order: Order, { state, filledLots, fills }: Found): boolean {
  const ids = new Set<Id>();
  let lots = 0;
  let known = 0;
  for (const fill of fills) {
    if (!Number.isSafeInteger(fill.lots) || fill.lots <= 0 || ids.has(fill.fillId)) return false;
    ids.add(fill.fillId);
    lots += fill.lots;
    const ours = order.fills.get(fill.fillId);
    if (ours === undefined) continue;
    if (ours.busted || ours.lots !== fill.lots || ours.priceTicks !== fill.priceTicks) return false;
    known += ours.lots;
  }
  if (lots !== filledLots || known !== order.filledLots || lots > order.terms.lots) return false;
  if (state === 'filled') return lots === order.terms.lots;
  return state !== 'rejected' || lots === 0;
}

const ENDS = {
  cancelled: ReportKind.cancelled,
  rejected: ReportKind.rejected,
  expired: ReportKind.expired,
} as const;

function tell(order: Order, { state, fills, reason }: Found, nowUs: Us, reports: Reports): Resolution {
  const { id, terms } = order;
  let told = false;
  for (const fill of fills) {
    if (order.fills.get(fill.fillId) !== undefined) continue;
    const report = reports.add(ReportKind.filled, id, terms.instrument, nowUs);
    report.fillId = fill.fillId;
    report.lots = fill.lots;
    report.priceTicks = fill.priceTicks;
    report.fee = fill.fee;
    report.maker = fill.maker;
    told = true;
  }
  if (state === 'working') {
    if (!told) reports.add(ReportKind.accepted, id, terms.instrument, nowUs);
  } else if (state !== 'filled') {
    reports.add(ENDS[state], id, terms.instrument, nowUs).reason = reason;
  }
  return 'resolved';
}
