import type { Us } from '../base/time.ts';
import type { Side } from '../model/order.ts';
import type { Signed } from './bar-path.ts';
import type { RestingOrder } from './resting-order.ts';

/** What the market gives an order where it stands now: a moment of a bar, or a quote or trade. */
export interface Market {
  readonly nowUs: Us;
  /** The price at which this side takes now; +Infinity where nothing is offered. */
  price(side: Side): Signed;
  /** The price that stops of this side look at now; NaN where there is none for them to see. */
  watched(side: Side): Signed;
  /** How many lots may still trade here; a `maker` waits to be hit, a taker hits. */
  lotsLeft(side: Side, maker: boolean): number;
  /** How many lots this side may take here at prices no worse than its limit. */
  lotsWithin(side: Side, limit: Signed): number;
  spend(side: Side, maker: boolean, lots: number): void;
  /** What taking this many lots costs beyond the price, in ledger units. */
  slippage(instrument: number, ticks: number, lots: number): bigint;
  /** Whether a child whose parent has just filled may trade from here on; if so it counts as met. `isFirst`: it slept until now. */
  admits(child: RestingOrder, isFirst: boolean): boolean;
}
