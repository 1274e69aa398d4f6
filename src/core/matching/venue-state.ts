import type { FeeSchedule } from './fees.ts';
import type { CrossPrices, CrossPricesState } from './cross-prices.ts';
import type { OrderEntry } from './order-entry.ts';
import type { OrderFills, OrderFillsState } from './order-fills.ts';
import type { RestingOrderState } from './resting-order.ts';
import type { WaitingOrders } from './waiting-orders.ts';

/** What a venue of either kind remembers between two calls, as JSON. */
export interface VenueState {
  readonly orders: readonly RestingOrderState[];
  readonly fills: OrderFillsState;
  readonly crosses: CrossPricesState;
  /** Per instrument; null where the schedule remembers nothing. */
  readonly fees: readonly (string | null)[];
}

/** The parts that both kinds of venue have. */
export interface VenueParts {
  readonly waiting: WaitingOrders;
  readonly entry: OrderEntry;
  readonly fills: OrderFills;
  readonly crosses: CrossPrices;
  readonly fees: readonly FeeSchedule[];
}

export function saveVenue({ waiting, fills, crosses, fees }: VenueParts): VenueState {
  return {
    orders: waiting.save(),
    fills: fills.save(),
    crosses: crosses.save(),
    fees: fees.map((schedule) => schedule.save?.() ?? null),
  };
}

/** Into the parts of a venue made with the same instruments and options, before it has done anything. */
export function loadVenue({ waiting, entry, fills, crosses, fees }: VenueParts, state: VenueState): void {
  waiting.load(state.orders);
  entry.load();
  fills.load(state.fills);
  crosses.load(state.crosses);
  state.fees.forEach((saved, i) => {
    if (saved !== null) fees[i].load?.(saved);
  });
}
