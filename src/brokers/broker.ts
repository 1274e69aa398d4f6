import { createHash } from 'node:crypto';
import type { Us } from '../core/base/time.ts';
import type { BarEvent } from '../core/model/bar.ts';
import type { OrderTerms } from '../core/model/order.ts';
import type { DepthEvent } from '../core/model/depth.ts';
import type { QuoteEvent } from '../core/model/quote.ts';
import type { Report, ReportKind } from '../core/model/report.ts';
import type { TradeEvent } from '../core/model/trade.ts';

/** An order as it leaves: the same id always means the same order, however often it is sent. */
export interface BrokerOrder {
  /** `clientOrderId` of core/orders: a function of the order's id alone. `terms.parent` is an id of the same kind. */
  readonly clientOrderId: string;
  /** When it was decided, in the time of events. */
  readonly tsUs: Us;
  readonly terms: OrderTerms;
  /** The agents that have part in it: what a cancel of a strategy's orders goes by. */
  readonly owners: readonly string[];
}

/** What may change of an order that rests. */
export interface BrokerChanges {
  readonly lots?: number;
  readonly limitTicks?: number;
  readonly stopTicks?: number;
}

/** Nobody can say what became of it, or what is there: never a refusal. Ask again before anything is sent again. */
export interface Unknown {
  readonly outcome: 'unknown';
  readonly why: string;
}

/** A command was taken, was definitely refused, or nobody knows. */
export type Outcome =
  | { readonly outcome: 'ack' }
  | {
      readonly outcome: 'reject';
      readonly reason: string;
      /** The refusal comes, or came, as a numbered report too; otherwise this answer is all there is. */
      readonly reported: boolean;
    }
  | Unknown;

export type Answer<T extends object> = { readonly outcome: 'known'; readonly value: T } | Unknown;

export const StandingState = {
  accepted: 'accepted',
  triggered: 'triggered',
  partiallyFilled: 'partiallyFilled',
  filled: 'filled',
  canceled: 'canceled',
  rejected: 'rejected',
  expired: 'expired',
} as const;
export type StandingState = (typeof StandingState)[keyof typeof StandingState];

/** Where an order stands, by the venue's own record. */
export interface Standing {
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly state: StandingState;
  readonly instrument: number;
  /** 1 bought, -1 sold. */
  readonly side: number;
  readonly lots: number;
  readonly filledLots: number;
  readonly reason: string;
  readonly updatedUs: Us;
}

/** What the venue says, by its own number: gapless from 1, so that a gap is noticed and asked for again. */
export interface BrokerReport {
  readonly number: number;
  readonly kind: ReportKind;
  readonly clientOrderId: string;
  readonly venueOrderId: string;
  readonly instrument: number;
  readonly tsUs: Us;
  /** When it reached us, by the time of the market; left out where that is `tsUs`. */
  readonly reachedUs?: Us;
  /** The market event that caused it; 0 where a command did, or the venue has a market of its own. */
  readonly marketSequence: number;
  /** The venue's own id of the fill, '' for all but filled and busted. */
  readonly executionId: string;
  readonly priceTicks: number;
  readonly lots: number;
  /** Units of the ledger's scale of the instrument's currency. */
  readonly fee: bigint;
  readonly slippage: bigint;
  readonly maker: boolean;
  readonly reason: string;
}

export interface ReportPage {
  readonly reports: readonly BrokerReport[];
  /** Ask again from here; it is the venue's last number when nothing more is there. */
  readonly cursor: number;
  readonly more: boolean;
}

export interface BrokerPosition {
  readonly instrument: number;
  readonly lots: number;
}

export interface BrokerCash {
  readonly currency: string;
  /** Units of 10^-scale. */
  readonly amount: bigint;
  readonly scale: number;
}

/** What a kill reaches: the account, a strategy's orders (netted ones that it has part in too), or an instrument's. */
export type CancelScope =
  | { readonly scope: 'account' }
  | { readonly scope: 'strategy' | 'instrument'; readonly subject: string };

/** Client order ids: those that were cancelled, and those of which nobody knows. */
export interface CancelledAll {
  readonly cancelled: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * Told by a broker, in this order: the reports that a thing caused, then the thing's own answer or confirmation. Calls are
 * synchronous and must not throw.
 */
export interface BrokerListener {
  /** In number order, without a gap, each number once. */
  onReport(report: BrokerReport): void;
  onConnected(): void;
  /** Commands under way have ended as unknown. The broker tries again by itself. */
  onDisconnected(why: string): void;
  /** Every report caused by market events up to this one has been told. */
  onMarketConfirmed(sequence: number): void;
  /** Something came that cannot be read; it was dropped. */
  onGarbage(why: string): void;
}

/** A market event as a venue takes it; the objects are read during the call and may be used again after it. */
export type MarketEvent =
  | { readonly sequence: number; readonly kind: 'open' | 'path' | 'close'; readonly bar: BarEvent }
  | { readonly sequence: number; readonly kind: 'expire'; readonly tsUs: Us }
  | { readonly sequence: number; readonly kind: 'quote'; readonly quote: QuoteEvent }
  | { readonly sequence: number; readonly kind: 'trade'; readonly trade: TradeEvent }
  | { readonly sequence: number; readonly kind: 'depth'; readonly depth: DepthEvent };

/**
 * The market of a venue that fills against the data that we give it. Events and orders reach the venue in the order of the
 * calls. Sequences rise; one that is not above the last is confirmed and changes nothing, so that sending again is safe.
 * Where a broker has none (a real one), internal crosses settle at the next market event of their instrument: the middle of
 * a quote, the price of a trade, the open of a bar.
 */
export interface SimulatedMarket {
  market(event: MarketEvent): void;
  /** Asks for the price at which an order sent now would fill; it comes as a report of kind `cross-price` with this id. */
  requestCrossPrice(clientOrderId: string, instrument: number, tsUs: Us): void;
  cancelCrossPrice(clientOrderId: string): void;
}

/**
 * Every broker, live or paper. A time-out is unknown, never a rejection, and no broker sends an order twice by itself.
 * Commands never throw for what the world does; what is not connected and was not sent is a reject, `not-connected`.
 */
export interface Broker {
  readonly name: string;
  /** undefined: the venue has a market of its own. */
  readonly simulated: SimulatedMarket | undefined;
  /**
   * Starts telling: first the reports after number `after`, then what comes. Resolves when connected for the first time; a
   * `Fault` when the venue refuses us for good.
   */
  connect(listener: BrokerListener, after: number): Promise<void>;
  /** The same client order id twice is one order at the venue, and both are acknowledged. */
  submit(order: BrokerOrder): Promise<Outcome>;
  cancel(clientOrderId: string, tsUs: Us): Promise<Outcome>;
  replace(clientOrderId: string, changes: BrokerChanges, tsUs: Us): Promise<Outcome>;
  /** `value` is empty when the venue has never heard of it. */
  query(clientOrderId: string): Promise<Answer<{ readonly standing?: Standing }>>;
  openOrders(): Promise<Answer<readonly Standing[]>>;
  /** Reports of kind filled and busted after this number. */
  fillsSince(cursor: number): Promise<Answer<ReportPage>>;
  /** Those that are not 0. */
  positions(): Promise<Answer<readonly BrokerPosition[]>>;
  cash(): Promise<Answer<readonly BrokerCash[]>>;
  cancelAll(scope: CancelScope): Promise<Answer<CancelledAll>>;
  /** Nothing is told any more. What rests at the venue rests on. */
  close(): Promise<void>;
}

export function unknown(why: string): Unknown {
  return { outcome: 'unknown', why };
}

/** The same report in the terms of the engine; `orderId` is what the client order id was made of. */
export function toReport(from: BrokerReport, orderId: number, into: Report): Report {
  into.kind = from.kind;
  into.orderId = orderId;
  into.instrument = from.instrument;
  into.tsUs = from.tsUs;
  into.priceTicks = from.priceTicks;
  into.lots = from.lots;
  into.fillId = from.executionId === '' ? 0 : fillIdOf(from.executionId);
  into.fee = from.fee;
  into.slippage = from.slippage;
  into.maker = from.maker;
  into.reason = from.reason;
  return into;
}

/** A number for a venue's execution id, the same each time: itself where it is one, else 52 bits of its SHA-256. */
export function fillIdOf(executionId: string): number {
  if (/^[1-9]\d{0,14}$/.test(executionId)) return Number(executionId);
  return 1 + Number.parseInt(createHash('sha256').update(executionId).digest('hex').slice(0, 13), 16);
}
