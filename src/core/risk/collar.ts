import { type OrderTerms, OrderType, Side } from '../model/order.ts';

/**
 * The limit that a market order carries: the last price moved by the collar against the order, to the tick inward, so that
 * it never lies outside. `undefined` without a collar.
 */
export function collarTicks(side: Side, lastTicks: number, collar: number): number | undefined {
  if (collar === Number.POSITIVE_INFINITY) return undefined;
  return side === Side.buy ? upperEdge(lastTicks, collar) : lowerEdge(lastTicks, collar);
}

/** A billionth is forgiven: 100 x 1.05 is 105 ticks, whatever the float says. */
function upperEdge(ticks: number, collar: number): number {
  const edge = ticks * (1 + collar);
  return Math.floor(edge + 1e-9 * edge);
}

function lowerEdge(ticks: number, collar: number): number {
  const edge = ticks * (1 - collar);
  return Math.ceil(edge - 1e-9 * edge);
}

/** A limit that would pay more (or take less) than the collar allows. Limits on the far side of the market only wait. */
export function outsideCollar(side: Side, limitTicks: number, lastTicks: number, collar: number): boolean {
  if (collar === Number.POSITIVE_INFINITY) return false;
  return side === Side.buy ? limitTicks > upperEdge(lastTicks, collar) : limitTicks < lowerEdge(lastTicks, collar);
}

/**
 * The price at which a fill of this order weighs most: a buy at its limit; a sell at the collar's upper edge, or at its
 * limit where that is higher, because a short weighs more the dearer it was sold. An order that waits for a trigger starts
 * from there: the collar is laid around the stop. Without a collar, what has no limit counts at its reference price.
 */
export function worstTicks(terms: OrderTerms, lastTicks: number, collar: number): number {
  const { side, limitTicks } = terms;
  const reference = referenceTicks(terms, lastTicks);
  if (side === Side.buy && limitTicks !== undefined) return limitTicks;
  const edge = collar === Number.POSITIVE_INFINITY ? reference : upperEdge(reference, collar);
  return limitTicks === undefined ? edge : Math.max(limitTicks, edge);
}

/** Where an order starts to work: its trigger, or the last price. A trailing sell may follow the price up first. */
export function referenceTicks({ type, side, stopTicks, trailTicks }: OrderTerms, lastTicks: number): number {
  switch (type) {
    case OrderType.market:
    case OrderType.limit:
      return lastTicks;
    case OrderType.trailing:
      return side === Side.buy ? (stopTicks ?? lastTicks + (trailTicks ?? 0)) : lastTicks;
    default:
      return stopTicks ?? lastTicks;
  }
}
