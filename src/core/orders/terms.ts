import type { Instrument } from '../model/instrument.ts';
import { type OrderTerms, OrderType, TimeInForce } from '../model/order.ts';

/** What is wrong with the terms of an order, by name. */
export const TERMS_REFUSALS = [
  'instrument-differs',
  /** not a whole number of lots above 0 */ 'lots-not-positive',
  'side-unknown',
  'limit-missing',
  /** a limit on a type that has none */ 'limit-unexpected',
  'stop-missing',
  'stop-unexpected',
  /** no distance, or none above 0 */ 'trail-missing',
  'trail-unexpected',
  /** a price or distance that is no whole number of ticks */ 'ticks-not-whole',
  'expiry-missing',
  'expiry-unexpected',
  /** only what can rest can promise to */ 'post-only-not-limit',
  'post-only-immediate',
] as const;
export type TermsRefusal = (typeof TERMS_REFUSALS)[number];

/** `limit` and `stop`: wanted, taken (a market order's limit is its collar), or not known to the type. */
const SHAPES = {
  [OrderType.market]: { limit: 'taken', stop: 'no' },
  [OrderType.limit]: { limit: 'wanted', stop: 'no' },
  [OrderType.stop]: { limit: 'no', stop: 'wanted' },
  [OrderType.stopLimit]: { limit: 'wanted', stop: 'wanted' },
  [OrderType.trailing]: { limit: 'no', stop: 'taken' },
  [OrderType.touch]: { limit: 'no', stop: 'wanted' },
} as const;

/** Whether the terms make an order at all: the first thing wrong with them, `undefined` when nothing is. */
export function validateTerms(terms: OrderTerms, instrument: Instrument): TermsRefusal | undefined {
  if (terms.instrument !== instrument.index) return 'instrument-differs';
  if (!Number.isSafeInteger(terms.lots) || terms.lots <= 0) return 'lots-not-positive';
  if (terms.side !== 1 && terms.side !== -1) return 'side-unknown';
  return pricesProblem(terms) ?? lifetimeProblem(terms);
}

function pricesProblem({ type, limitTicks, stopTicks, trailTicks }: OrderTerms): TermsRefusal | undefined {
  const shape = SHAPES[type];
  if (shape.limit === 'wanted' && limitTicks === undefined) return 'limit-missing';
  if (shape.limit === 'no' && limitTicks !== undefined) return 'limit-unexpected';
  if (shape.stop === 'wanted' && stopTicks === undefined) return 'stop-missing';
  if (shape.stop === 'no' && stopTicks !== undefined) return 'stop-unexpected';
  if (type === OrderType.trailing && !(trailTicks !== undefined && trailTicks > 0)) return 'trail-missing';
  if (type !== OrderType.trailing && trailTicks !== undefined) return 'trail-unexpected';
  for (const ticks of [limitTicks, stopTicks, trailTicks]) {
    if (ticks !== undefined && !Number.isSafeInteger(ticks)) return 'ticks-not-whole';
  }
  return undefined;
}

function lifetimeProblem({ type, timeInForce, expireUs, postOnly }: OrderTerms): TermsRefusal | undefined {
  if (timeInForce === TimeInForce.gtd && expireUs === undefined) return 'expiry-missing';
  if (timeInForce !== TimeInForce.gtd && expireUs !== undefined) return 'expiry-unexpected';
  if (postOnly !== true) return undefined;
  if (type !== OrderType.limit && type !== OrderType.stopLimit) return 'post-only-not-limit';
  if (timeInForce === TimeInForce.ioc || timeInForce === TimeInForce.fok) return 'post-only-immediate';
  return undefined;
}
