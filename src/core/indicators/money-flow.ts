import type { IndicatorBar } from './indicator.ts';

/**
 * The volume of a bar times where it closed in its range, from -1 at the low to 1 at the high (Chaikin); 0 for a bar without
 * a range.
 */
export function moneyFlow(bar: IndicatorBar): number {
  const { high, low, close, volume } = bar;
  const range = high - low;
  return range > 0 ? ((close - low - (high - close)) / range) * volume : 0;
}
