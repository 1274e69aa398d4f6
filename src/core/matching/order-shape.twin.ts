import * as fc from 'fast-check';
import type { Us } from '../base/time.ts';
import type { OrderTerms } from '../model/order.ts';
import { INTERVAL } from './venue-bench.twin.ts';

export const price = fc.integer({ min: 95, max: 105 });

/** Any order at prices round 100, for `termsOf`. */
export const orderShape = fc.record({
  side: fc.constantFrom(1 as const, -1 as const),
  lots: fc.integer({ min: 1, max: 8 }),
  type: fc.constantFrom('market', 'limit', 'limit', 'stop', 'stop-limit', 'trailing', 'touch'),
  limit: price,
  hasCollar: fc.boolean(),
  stop: price,
  hasStop: fc.boolean(),
  trail: fc.integer({ min: 1, max: 4 }),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'GTC', 'DAY', 'GTD', 'IOC', 'FOK'),
  lifeUs: fc.integer({ min: 0, max: 2 * INTERVAL }),
  postOnly: fc.boolean(),
  reduceOnly: fc.constantFrom(false, false, false, true),
  group: fc.constantFrom(undefined, undefined, 1, 2),
  /** How many orders back its parent is; 0 is none. */
  parent: fc.constantFrom(0, 0, 0, 1, 2),
});

export type OrderShape = typeof orderShape extends fc.Arbitrary<infer T> ? T : never;

/** Terms that a venue can work, of the order with this id, placed now. */
export function termsOf(shape: OrderShape, id: number, nowUs: Us): OrderTerms {
  const { type, timeInForce } = shape;
  const wantsLimit = type === 'limit' || type === 'stop-limit';
  const wantsStop = type === 'stop' || type === 'stop-limit' || type === 'touch';
  const isImmediate = timeInForce === 'IOC' || timeInForce === 'FOK';
  return {
    instrument: 0,
    side: shape.side,
    lots: shape.lots,
    type,
    limitTicks: wantsLimit || (type === 'market' && shape.hasCollar) ? shape.limit : undefined,
    stopTicks: wantsStop || (type === 'trailing' && shape.hasStop) ? shape.stop : undefined,
    trailTicks: type === 'trailing' ? shape.trail : undefined,
    timeInForce,
    expireUs: timeInForce === 'GTD' ? nowUs + shape.lifeUs : undefined,
    postOnly: shape.postOnly && wantsLimit && !isImmediate,
    reduceOnly: shape.reduceOnly,
    group: shape.group,
    parent: shape.parent === 0 ? undefined : Math.max(0, id - shape.parent),
  };
}
