/** What both quotes of a market maker follow from. Prices in units, time in seconds, sizes counted in orders. */
export interface QuotingModel {
  /** Risk aversion, per unit of price and order. */
  readonly gamma: number;
  /** Fills grow rarer by a factor of e with each 1/kappa of distance from the middle. */
  readonly kappa: number;
}

/** Where a dealer that holds `inventory` orders would be content to buy one more, and to sell one more. */
export interface Reservation {
  bid: number;
  ask: number;
}

/**
 * Reservation prices with `secondsLeft` to go, from a price whose variance per second is `variance`: Avellaneda and Stoikov,
 * "High-frequency trading in a limit order book" (2008), section 2.2. Their mean is s - q gamma sigma^2 (T - t).
 */
export function reserveUntil(
  { gamma }: QuotingModel,
  price: number,
  inventory: number,
  variance: number,
  secondsLeft: number,
  into: Reservation,
): Reservation {
  const risk = (gamma * variance * secondsLeft) / 2;
  into.bid = price - (1 + 2 * inventory) * risk;
  into.ask = price + (1 - 2 * inventory) * risk;
  return into;
}

/**
 * Reservation prices without an end: the same paper, section 2.3, discounted so that an inventory beyond `maxInventory` is
 * worth nothing (omega = gamma^2 sigma^2 (q + 1)^2 / 2). The variance cancels. Needs |inventory| <= maxInventory.
 */
export function reserveForever(
  { gamma }: QuotingModel,
  price: number,
  inventory: number,
  maxInventory: number,
  into: Reservation,
): Reservation {
  const room = (maxInventory + 1) ** 2 - inventory ** 2;
  into.bid = price + Math.log(1 - (1 + 2 * inventory) / room) / gamma;
  into.ask = price + Math.log(1 + (1 - 2 * inventory) / room) / gamma;
  return into;
}

/** How far a quote stands from its reservation price: the same paper, section 3.2, for fills at the rate A exp(-kappa distance). */
export function quoteDistance({ gamma, kappa }: QuotingModel): number {
  return Math.log1p(gamma / kappa) / gamma;
}
