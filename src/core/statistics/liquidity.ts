import type { Side } from '../model/order.ts';
import { linearRegression } from './linear-regression.ts';
import { covarianceOf } from './moments.ts';

/** What trading costs, estimated from prices and volumes. Spreads are fractions of the price unless it says otherwise. */

/**
 * Roll's spread 2√(−cov(Δp_t, Δp_{t−1})) in price units (Roll 1984): the bounce between bid and ask makes successive
 * changes negatively correlated. 0 where they are not; NaN for fewer than four prices.
 */
export function rollSpread(prices: ArrayLike<number>): number {
  if (prices.length < 4) return Number.NaN;
  const changes = Float64Array.from({ length: prices.length - 1 }, (_, i) => prices[i + 1] - prices[i]);
  const shared = covarianceOf(changes.subarray(1), changes.subarray(0, -1));
  return shared > 0 ? 0 : 2 * Math.sqrt(-shared);
}

/**
 * Corwin and Schultz (2012), the spread of each pair of neighbouring bars from their highs and lows: β = Σ ln²(H/L) of
 * both, γ = ln²(H/L) of their union, α = (√(2β) − √β)/(3 − 2√2) − √(γ/(3 − 2√2)), S = 2(eᵅ − 1)/(1 + eᵅ), negative ones as 0.
 * Where the earlier close lies outside the later bar, that bar is shifted by the gap first. One value fewer than bars.
 */
export function corwinSchultzSpreads(
  highs: ArrayLike<number>,
  lows: ArrayLike<number>,
  closes: ArrayLike<number>,
): Float64Array {
  const spreads = new Float64Array(Math.max(0, highs.length - 1));
  const k = 3 - 2 * Math.SQRT2;
  for (let t = 1; t < highs.length; t++) {
    const gap = Math.max(0, closes[t - 1] - highs[t]) - Math.max(0, lows[t] - closes[t - 1]);
    const high = highs[t] + gap;
    const low = lows[t] + gap;
    const single = Math.log(highs[t - 1] / lows[t - 1]) ** 2 + Math.log(high / low) ** 2;
    const both = Math.log(Math.max(highs[t - 1], high) / Math.min(lows[t - 1], low)) ** 2;
    const level = (Math.sqrt(2 * single) - Math.sqrt(single)) / k - Math.sqrt(both / k);
    spreads[t - 1] = Math.max(0, 2 * Math.tanh(level / 2));
  }
  return spreads;
}

/** Amihud's illiquidity (2002), mean |r| / traded value: the move per currency unit. Periods without value are left out. */
export function amihudIlliquidity(returns: ArrayLike<number>, tradedValue: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < returns.length; i++) {
    if (!(tradedValue[i] > 0)) continue;
    sum += Math.abs(returns[i]) / tradedValue[i];
    count += 1;
  }
  return sum / count;
}

/** Kyle's λ (1985): the slope of price changes on signed volume, in price units per unit bought. NaN without a spread of volume. */
export function kyleLambda(priceChanges: ArrayLike<number>, signedVolume: ArrayLike<number>): number {
  return linearRegression(signedVolume, priceChanges).slope;
}

/** What a trade paid against the middle, as fractions of that middle: effective = realised + impact. */
export interface TradeSpread {
  /** 2·side·(price − mid)/mid: what the taker paid. */
  readonly effective: number;
  /** 2·side·(price − later mid)/mid: what the maker kept. */
  readonly realised: number;
  /** Their difference: how far the price went with the trade. */
  readonly impact: number;
}

export function tradeSpread(side: Side, price: number, mid: number, laterMid: number): TradeSpread {
  const effective = (2 * side * (price - mid)) / mid;
  const realised = (2 * side * (price - laterMid)) / mid;
  return { effective, realised, impact: effective - realised };
}
