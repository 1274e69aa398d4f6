import type { OrderTerms } from '../../model/order.ts';
import { OrderType, TimeInForce } from '../../model/order.ts';
import { termsProblem } from '../resting-order.ts';

/** What happens when an order would trade with another of the same owner. The incoming order's mode decides. */
export const SelfTrade = {
  /** they trade */ allow: 'allow',
  /** the incoming order ends */ cancelNewest: 'cancel-newest',
  /** the resting order ends, the incoming one goes on */ cancelOldest: 'cancel-oldest',
  cancelBoth: 'cancel-both',
  /** both lose the smaller of their open sizes: one of them ends, or both do */
  decrementAndCancel: 'decrement-and-cancel',
} as const;
export type SelfTrade = (typeof SelfTrade)[keyof typeof SelfTrade];

/**
 * The terms of an order at the book: those of the house, and what only a book has. A caller in a hurry keeps one object
 * with every field and fills it in anew: the book keeps nothing of it.
 */
export interface BookTerms extends Omit<OrderTerms, 'instrument'> {
  /** Whose order it is: a positive whole number below 2^31. 0, the default, is nobody in particular, whose orders may trade with each other. */
  readonly owner?: number;
  /** Default `cancel-newest`. */
  readonly selfTrade?: SelfTrade;
  /** Iceberg: how much of the rest is shown at a time. For GTC orders with a limit; no more than the size. */
  readonly displayLots?: number;
}

/** What the pool keeps of these words: their places here. */
export const TYPES: readonly OrderType[] = [OrderType.market, OrderType.limit, OrderType.stop, OrderType.stopLimit];
export const LIFETIMES: readonly TimeInForce[] = [TimeInForce.gtc, TimeInForce.ioc, TimeInForce.fok];
export const SELF_TRADES: readonly SelfTrade[] = Object.values(SelfTrade);

/** The types from `stop` on wait for a trade. */
export const TypeCode = { market: 0, limit: 1, stop: 2, stopLimit: 3 } as const;
export const LifetimeCode = { gtc: 0, ioc: 1, fok: 2 } as const;
export const SelfTradeCode = {
  allow: 0,
  cancelNewest: 1,
  cancelOldest: 2,
  cancelBoth: 3,
  decrementAndCancel: 4,
} as const;

/** The code of a word, -1 of any other. Comparisons in a row: a search through the lists above takes longer than the rest of a submission. */
export function typeCode(type: OrderType): number {
  if (type === OrderType.limit) return TypeCode.limit;
  if (type === OrderType.market) return TypeCode.market;
  if (type === OrderType.stop) return TypeCode.stop;
  return type === OrderType.stopLimit ? TypeCode.stopLimit : -1;
}

export function lifetimeCode(timeInForce: TimeInForce): number {
  if (timeInForce === TimeInForce.gtc) return LifetimeCode.gtc;
  if (timeInForce === TimeInForce.ioc) return LifetimeCode.ioc;
  return timeInForce === TimeInForce.fok ? LifetimeCode.fok : -1;
}

export function selfTradeCode(mode: SelfTrade): number {
  if (mode === SelfTrade.cancelNewest) return SelfTradeCode.cancelNewest;
  return SELF_TRADES.indexOf(mode);
}

/**
 * Why the book cannot work these terms, as a code; undefined when it can. The book has no clock, no positions and no families of
 * orders: who hosts it ends DAY and GTD orders by cancelling them, and keeps reduce-only, OCO and brackets.
 */
export function bookTermsProblem(terms: BookTerms, icebergParts: number): string | undefined {
  const { side, type, timeInForce, owner = 0, selfTrade, displayLots } = terms;
  if (side !== 1 && side !== -1) return 'side';
  if (typeCode(type) < 0) return 'type';
  if (lifetimeCode(timeInForce) < 0) return 'time-in-force';
  if (!Number.isInteger(owner) || owner < 0 || owner > MAX_OWNER) return 'owner';
  if (selfTrade !== undefined && selfTradeCode(selfTrade) < 0) return 'self-trade';
  if (terms.reduceOnly === true) return 'reduce-only';
  if (terms.group !== undefined) return 'group';
  if (terms.parent !== undefined) return 'parent';
  const problem = termsProblem(terms) ?? pricesProblem(terms.limitTicks, terms.stopTicks);
  if (problem !== undefined || displayLots === undefined) return problem;
  const isLimit = type === OrderType.limit || type === OrderType.stopLimit;
  const isShowable = Number.isInteger(displayLots) && displayLots > 0 && displayLots <= terms.lots;
  if (!isLimit || timeInForce !== TimeInForce.gtc || !isShowable) return 'display';
  return hasTooManyParts(terms.lots, displayLots, icebergParts) ? 'iceberg-parts' : undefined;
}

const MAX_OWNER = 2 ** 31 - 1;

/** A price at a venue is a positive whole number of ticks. */
export function pricesProblem(limitTicks: number | undefined, stopTicks: number | undefined): string | undefined {
  if (limitTicks !== undefined && !isPrice(limitTicks)) return 'limit';
  return stopTicks !== undefined && !isPrice(stopTicks) ? 'stop' : undefined;
}

function isPrice(ticks: number): boolean {
  return Number.isSafeInteger(ticks) && ticks > 0;
}

/** Each part of an iceberg is a fill of its own: without a bound one order could cause any number of them. */
export function hasTooManyParts(lots: number, displayLots: number, icebergParts: number): boolean {
  return Math.ceil(lots / displayLots) > icebergParts;
}
