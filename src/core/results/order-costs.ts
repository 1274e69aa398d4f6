import { addRow, table } from '../base/columns.ts';
import { type Instrument, notionalFactor, priceOf } from '../model/instrument.ts';
import { OrderOrigin, OrderType, type Side } from '../model/order.ts';
import { implementationShortfall } from '../statistics/shortfall.ts';
import type { OrderFills } from './order-fills.ts';
import type { PriceHistory } from './price-history.ts';
import type { Recording } from './recording.ts';

/** Bars after the last fill at which its price is looked at again. */
const MARKOUT_BARS = [1, 5, 30] as const;
const REVERSION_BARS = 5;

/**
 * What an order cost against prices that it could have had, one row an order. Money in the instrument's currency, positive is
 * lost; slippage that was booked beside the price counts as price. NaN where there is nothing to compare with.
 */
const orderCostSchema = {
  /** Its row among the orders. */
  order: 'number',
  filledLots: 'number',
  fills: 'number',
  /** Units of price. */
  decisionPrice: 'number',
  arrivalPrice: 'number',
  averagePrice: 'number',
  /** Of the bars from its arrival to its last fill or its end: Σ typical price · volume / Σ volume. */
  intervalVwap: 'number',
  /** Of what was filled: what was paid, and what it would have been at the decision; and of what was not. */
  filledWorth: 'number',
  decidedWorth: 'number',
  missedWorth: 'number',
  delay: 'number',
  execution: 'number',
  opportunity: 'number',
  fees: 'number',
  total: 'number',
  /** Of the size asked at the price of the decision. */
  totalBps: 'number',
  arrivalBps: 'number',
  vwapBps: 'number',
  /** What was filled over the volume of the same bars. */
  participation: 'number',
  /** From the order to its last fill, µs; NaN until all of it is filled. */
  fillUs: 'number',
  /** So many bars after the last fill: positive where the price went on in the order's direction. */
  markout1Bps: 'number',
  markout5Bps: 'number',
  markout30Bps: 'number',
  /** From the close of the bar of the last fill to five bars later: positive where the price came back. */
  reversionBps: 'number',
} as const;

export function orderCostTable() {
  return table(orderCostSchema);
}

export type OrderCosts = ReturnType<typeof orderCostTable>;

/**
 * Adds the costs of one order. The decision is the last close when it was sent, arrival the first open it could have met.
 * What waits for a price of its own (a stop, an exit of a position) was decided at that price: only what it got beside it
 * costs, and it misses nothing while it waits.
 */
export function addOrderCost(
  to: OrderCosts,
  order: number,
  { orders }: Pick<Recording, 'orders'>,
  fills: OrderFills,
  history: PriceHistory | undefined,
  instrument: Instrument,
): number {
  const row = addRow(to);
  const side = orders.side[order] as Side;
  const sentUs = orders.tsUs[order];
  const perLot = notionalFactor(instrument);
  const lots = fills.askedLots[order];
  const filledLots = fills.lots[order];
  const filled = filledLots * perLot;
  const average =
    filledLots === 0
      ? Number.NaN
      : priceOf(instrument, fills.paidTicks[order] / filledLots) + (side * fills.slippage[order]) / filled;
  const life = history?.lifeOf(sentUs, fills, order);
  const waits = isWaiting(order, orders);
  const own =
    waits && history?.isSplit(sentUs, fills.lastUs[order]) !== true ? ownPrice(order, orders, fills) : Number.NaN;
  const decision = waits ? priceOf(instrument, own) : (life?.decision ?? Number.NaN);
  const arrival = waits ? decision : (life?.arrival ?? Number.NaN);
  const asked = waits ? filled : Math.max(lots, filledLots) * perLot;
  const cost = implementationShortfall({
    side,
    quantity: asked,
    decisionPrice: decision,
    // What nothing was filled of has no arrival to pay for, and what is filled whole no end.
    arrivalPrice: filled === 0 ? decision : arrival,
    endPrice: waits || filledLots >= lots ? decision : (life?.end ?? Number.NaN),
    fills: filled === 0 ? [] : [{ price: average, quantity: filled }],
    fees: fills.fees[order],
  });
  to.order[row] = order;
  to.filledLots[row] = filledLots;
  to.fills[row] = fills.count[order];
  to.decisionPrice[row] = decision;
  to.arrivalPrice[row] = arrival;
  to.averagePrice[row] = average;
  to.filledWorth[row] = filled === 0 ? 0 : filled * average;
  to.decidedWorth[row] = filled * decision;
  to.missedWorth[row] = (asked - filled) * decision;
  to.delay[row] = cost.delay;
  to.execution[row] = cost.execution;
  to.opportunity[row] = cost.opportunity;
  to.fees[row] = cost.fees;
  to.total[row] = cost.total;
  to.totalBps[row] = cost.totalBps;
  to.arrivalBps[row] = bps(side, arrival, average);
  const vwap = waits ? Number.NaN : (life?.vwap ?? Number.NaN);
  to.intervalVwap[row] = vwap;
  to.vwapBps[row] = bps(side, vwap, average);
  to.participation[row] = waits || life === undefined ? Number.NaN : (filledLots * instrument.lot) / life.volume;
  to.fillUs[row] = !waits && filledLots >= lots && lots > 0 ? fills.lastUs[order] - sentUs : Number.NaN;
  const after = (bars: number): number =>
    filledLots === 0 ? Number.NaN : (history?.closeAfter(sentUs, fills, order, bars) ?? Number.NaN);
  to.markout1Bps[row] = bps(side, average, after(MARKOUT_BARS[0]));
  to.markout5Bps[row] = bps(side, average, after(MARKOUT_BARS[1]));
  to.markout30Bps[row] = bps(side, average, after(MARKOUT_BARS[2]));
  to.reversionBps[row] = -bps(side, after(0), after(REVERSION_BARS));
  return row;
}

/** It was sent to be filled once the market comes to its price, not now. */
function isWaiting(order: number, { type, origin }: Recording['orders']): boolean {
  return type[order] === OrderType.limit ? origin[order] === OrderOrigin.exit : type[order] !== OrderType.market;
}

/** The price that it waited for, in ticks. Where a trailing stop stood when it triggered is not on record: what it got, then. */
function ownPrice(order: number, { type }: Recording['orders'], fills: OrderFills): number {
  if (type[order] === OrderType.trailing) return fills.paidTicks[order] / fills.lots[order];
  return (type[order] === OrderType.limit ? fills.limitTicks : fills.stopTicks)[order];
}

/** How much worse for that side `price` is than `reference`. */
function bps(side: number, reference: number, price: number): number {
  return ((side * (price - reference)) / reference) * 10_000;
}
