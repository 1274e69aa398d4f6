import { mulDiv } from '../base/rounding.ts';
import { type OrderTerms, OrderType } from './order.ts';

/** So many new units for so many old ones, both whole and positive. Prices go the other way. */
export interface SplitRatio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Lots after a split, toward zero: a fraction of a lot is nobody's to trade. */
export function splitLots(lots: number, { numerator, denominator }: SplitRatio): number {
  return mulDiv(lots, numerator, denominator, 'zero');
}

/** A trigger or a distance after a split: the nearest tick. */
export function splitTicks(ticks: number, { numerator, denominator }: SplitRatio): number {
  return mulDiv(ticks, denominator, numerator, 'nearest');
}

/** A mark after a split, on the nearest half tick, where middles may lie; at least half a tick. NaN stays NaN. */
export function splitMark(ticks: number, { numerator, denominator }: SplitRatio): number {
  if (Number.isNaN(ticks)) return ticks;
  return Math.max(1, mulDiv(2 * ticks, denominator, numerator, 'nearest')) / 2;
}

/** A limit after a split: never worse than it was. Signed by the side (a buy's ticks, less a sell's), as venues keep it. */
export function splitLimit(signedTicks: number, { numerator, denominator }: SplitRatio): number {
  return mulDiv(signedTicks, denominator, numerator, 'floor');
}

/**
 * The terms of an order after a split: what has filled stays what it was, the rest is so many new lots at the new prices.
 * Undefined when nothing is left that could be worked: less than a lot, or a price below a tick.
 */
export function splitTerms(terms: OrderTerms, filledLots: number, ratio: SplitRatio): OrderTerms | undefined {
  const { side, limitTicks, stopTicks, trailTicks, type } = terms;
  const left = splitLots(Math.max(0, terms.lots - filledLots), ratio);
  const limit = limitTicks === undefined ? undefined : side * splitLimit(side * limitTicks, ratio);
  const stop = stopTicks === undefined ? undefined : splitTicks(stopTicks, ratio);
  if (left === 0 || limit === 0 || stop === 0) return undefined;
  return {
    ...terms,
    lots: filledLots + left,
    ...(limit === undefined ? {} : { limitTicks: limit }),
    ...(stop === undefined ? {} : { stopTicks: stop }),
    ...(type === OrderType.trailing && trailTicks !== undefined
      ? { trailTicks: Math.max(1, splitTicks(trailTicks, ratio)) }
      : {}),
  };
}
