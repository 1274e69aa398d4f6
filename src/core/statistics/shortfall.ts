import type { Side } from '../model/order.ts';

/** An order that is done, or given up. Prices in currency units, quantities >= 0 in units of the instrument. */
export interface ExecutedOrder {
  readonly side: Side;
  readonly quantity: number;
  /** The price at the decision. */
  readonly decisionPrice: number;
  /** The price when the order reached the market. */
  readonly arrivalPrice: number;
  /** The price at the end, at which what was not filled is missed. */
  readonly endPrice: number;
  readonly fills: readonly { readonly price: number; readonly quantity: number }[];
  /** Fees paid in total; negative for a rebate. */
  readonly fees: number;
}

/** Costs in currency units per multiplier of one: positive is what the order lost against its decision. */
export interface Shortfall {
  /** (arrival − decision)·side on the quantity filled. */
  readonly delay: number;
  /** Σ q(fill − arrival)·side. */
  readonly execution: number;
  /** (end − decision)·side on the quantity left. */
  readonly opportunity: number;
  readonly fees: number;
  /** The sum of the four: Σ q(fill − decision)·side + (Q − q)(end − decision)·side + fees. */
  readonly total: number;
  /** The total in basis points of Q · decision price; NaN for an order of nothing. */
  readonly totalBps: number;
  /** NaN without a fill. */
  readonly averagePrice: number;
  readonly filled: number;
}

/** Implementation shortfall (Perold 1988), split into the part of each cause. */
export function implementationShortfall(order: ExecutedOrder): Shortfall {
  const { side, decisionPrice, arrivalPrice, fees } = order;
  let filled = 0;
  let paid = 0;
  let execution = 0;
  for (const fill of order.fills) {
    filled += fill.quantity;
    paid += fill.quantity * fill.price;
    execution += fill.quantity * (fill.price - arrivalPrice) * side;
  }
  const delay = filled * (arrivalPrice - decisionPrice) * side;
  const opportunity = (order.quantity - filled) * (order.endPrice - decisionPrice) * side;
  const total = delay + execution + opportunity + fees;
  return {
    delay,
    execution,
    opportunity,
    fees,
    total,
    totalBps: (total / (order.quantity * decisionPrice)) * 10_000,
    averagePrice: paid / filled,
    filled,
  };
}
