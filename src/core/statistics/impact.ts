/**
 * Square-root market impact as a fraction of the price, ΔP/P = Yσ√(Q/V) (Torre 1997; Almgren et al. 2005): Q the size of
 * the order and V the volume of the period in the same units, σ the volatility of that period as a fraction, Y about 1.
 * With σ = 2 % an order of 1 % of the volume moves the price 20 bp. Unsigned: a buy pays it, a sale receives that much
 * less. NaN where the volume is unknown, +∞ where there is none.
 */
export function squareRootImpact(volatility: number, quantity: number, volume: number, coefficient = 1): number {
  if (quantity === 0) return 0;
  return coefficient * volatility * Math.sqrt(Math.abs(quantity) / volume);
}
