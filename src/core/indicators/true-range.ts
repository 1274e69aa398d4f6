/** How far the price went since the previous close (Wilder 1978): the bar's range, widened by the gap before it. */
export function trueRange(high: number, low: number, previousClose: number): number {
  return Math.max(high, previousClose) - Math.min(low, previousClose);
}
