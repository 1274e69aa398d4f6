import { present } from './missing.ts';

/**
 * Drawdowns of a series of simple returns per period. Equity starts at 1 before the first return, and that start counts
 * as a peak: a first return of −10 % is a drawdown of −10 %. Depths are fractions of the peak, negative.
 */

/** One stay below a peak. Indices are those of the returns; −1 is the start before the first of them. */
export interface Drawdown {
  /** The peak that it fell from. */
  readonly start: number;
  /** The deepest point. */
  readonly trough: number;
  /** The first return at which equity reached the peak again, or the last return where it never did. */
  readonly end: number;
  readonly recovered: boolean;
  /** equity(trough) / equity(start) − 1. */
  readonly depth: number;
}

/** Equity after each return, from 1: Π(1 + r). */
export function growth(returns: ArrayLike<number>): Float64Array {
  const equity = new Float64Array(returns.length);
  let level = 1;
  for (let i = 0; i < returns.length; i++) {
    level *= 1 + returns[i];
    equity[i] = level;
  }
  return equity;
}

/** equity / running peak − 1 after each return: 0 at a peak, negative under water. */
export function underwater(returns: ArrayLike<number>): Float64Array {
  const depths = growth(returns);
  let peak = 1;
  for (let i = 0; i < depths.length; i++) {
    if (depths[i] > peak) peak = depths[i];
    depths[i] = depths[i] / peak - 1;
  }
  return depths;
}

/** Every drawdown in the order of time; the last one may still be open. Rows must be numbers. */
export function drawdowns(returns: ArrayLike<number>): Drawdown[] {
  const depths = underwater(returns);
  const found: Drawdown[] = [];
  let start = -1;
  let trough = -1;
  for (let i = 0; i < depths.length; i++) {
    if (depths[i] < 0) {
      if (trough < 0 || depths[i] < depths[trough]) trough = i;
      continue;
    }
    if (trough >= 0) found.push({ start, trough, end: i, recovered: true, depth: depths[trough] });
    start = i;
    trough = -1;
  }
  if (trough >= 0) found.push({ start, trough, end: depths.length - 1, recovered: false, depth: depths[trough] });
  return found;
}

/** The `count` deepest drawdowns, deepest first; of equal ones the earlier. */
export function deepestDrawdowns(returns: ArrayLike<number>, count: number): Drawdown[] {
  return drawdowns(returns)
    .sort((a, b) => a.depth - b.depth || a.start - b.start)
    .slice(0, count);
}

/** min(equity / peak − 1): 0 where equity never fell. NaN for fewer than two returns. */
export function maxDrawdown(returns: ArrayLike<number>): number {
  const rows = present(returns);
  if (rows.length < 2) return Number.NaN;
  let deepest = 0;
  for (const depth of underwater(rows)) if (depth < deepest) deepest = depth;
  return deepest;
}

/**
 * How long the deepest drawdown lasted, in periods from its peak to the return that reached the peak again, or to the last
 * one. 0 without a drawdown, NaN for fewer than two returns.
 */
export function maxDrawdownDuration(returns: ArrayLike<number>): number {
  const rows = present(returns);
  if (rows.length < 2) return Number.NaN;
  const deepest = deepestDrawdowns(rows, 1).at(0);
  return deepest === undefined ? 0 : deepest.end - deepest.start;
}

/** The ulcer index √(mean dd²) over the n returns, a fraction (Martin and McCann 1989). NaN for fewer than two returns. */
export function ulcerIndex(returns: ArrayLike<number>): number {
  const rows = present(returns);
  if (rows.length < 2) return Number.NaN;
  let squares = 0;
  for (const depth of underwater(rows)) squares += depth * depth;
  return Math.sqrt(squares / rows.length);
}
