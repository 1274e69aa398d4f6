import type { Us } from '../core/base/time.ts';
import type { LoggedFill, LoggedOrder } from './run-log.ts';

/** What answers the same question in the session and in its replay; one of the two may not have been sent. */
export interface OrderPair {
  readonly session: LoggedOrder | undefined;
  readonly replay: LoggedOrder | undefined;
}

/** Orders of the same moment, instrument, agent and origin belong together, in the order in which they left. */
export function* pairsOf(
  session: Iterable<LoggedOrder>,
  replay: Iterable<LoggedOrder>,
): Generator<OrderPair, void, void> {
  const waiting = new Map<string, LoggedOrder[]>();
  for (const order of replay) {
    const key = keyOf(order);
    const list = waiting.get(key);
    if (list === undefined) waiting.set(key, [order]);
    else list.push(order);
  }
  for (const order of session) yield { session: order, replay: waiting.get(keyOf(order))?.shift() };
  for (const rest of waiting.values()) for (const order of rest) yield { session: undefined, replay: order };
}

function keyOf({ tsUs, instrument, agent, origin }: LoggedOrder): string {
  return `${tsUs}/${instrument}/${agent}/${origin}`;
}

const TERMS = ['side', 'lots', 'type', 'limitTicks', 'stopTicks'] as const;

/** In what the terms of the two differ; '' where they are the same. */
export function termsApart(a: LoggedOrder, b: LoggedOrder): string {
  return TERMS.filter((term) => !Object.is(a[term], b[term]))
    .map((term) => `${term} ${a[term]}, not ${b[term]}`)
    .join('; ');
}

/**
 * How the fills of the same order differ: not at all, in their moment, or in what was filled. One that was still on its way, or
 * waiting, when it was taken back met the market too late.
 */
export function fillsApart(a: LoggedOrder, b: LoggedOrder): 'no' | 'moment' | 'fill' {
  const same = a.fills.length === b.fills.length && a.fills.every((fill, k) => isSame(fill, b.fills[k]));
  if (same) return 'no';
  if (a.fills.length > 0 && b.fills.length > 0) return a.fills[0].tsUs === b.fills[0].tsUs ? 'fill' : 'moment';
  const { state, reason } = a.fills.length > 0 ? b : a;
  return LATE.has(reason) && !ENDED.has(state) ? 'moment' : 'fill';
}

/** Why an order ends that meets another price than the one it was sent for: taken back, or outside its collar. */
const LATE: ReadonlySet<string> = new Set(['requested', 'collar']);
/** By the venue's own will. */
const ENDED: ReadonlySet<string> = new Set(['rejected', 'expired', 'denied']);

function isSame(a: LoggedFill, b: LoggedFill): boolean {
  return (
    a.tsUs === b.tsUs && a.signedLots === b.signedLots && a.priceTicks === b.priceTicks && a.slippage === b.slippage
  );
}

/** Fees beyond what the other's rate comes to on these fills, by lots or by notional: 0 where one of the two explains them. */
export function feeApart(a: readonly LoggedFill[], b: readonly LoggedFill[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [fee, otherFee] = [sum(a, feeOf), sum(b, feeOf)];
  const byLots = (otherFee * sum(a, lotsOf)) / sum(b, lotsOf);
  const byNotional = (otherFee * sum(a, notionalOf)) / sum(b, notionalOf);
  const [lots, notional] = [fee - byLots, fee - byNotional];
  // A cent of rounding on each fill is no other rate.
  const rounding = 1e-7 + 1e-6 * Math.abs(fee);
  return Math.min(Math.abs(lots), Math.abs(notional)) <= rounding ? 0 : notional;
}

const feeOf = ({ fee }: LoggedFill): number => fee;
const lotsOf = ({ signedLots }: LoggedFill): number => Math.abs(signedLots);
const notionalOf = ({ signedLots, priceTicks }: LoggedFill): number => Math.abs(signedLots) * priceTicks;

function sum(fills: readonly LoggedFill[], of: (fill: LoggedFill) => number): number {
  return fills.reduce((total, fill) => total + of(fill), 0);
}

/** When two orders first did something that the other had not done: what follows can come of it. */
export function effectUs({ session, replay }: OrderPair): Us {
  return Math.min(session?.fills[0]?.tsUs ?? Infinity, replay?.fills[0]?.tsUs ?? Infinity);
}
