import type { Id } from '../base/ids.ts';
import type { Us } from '../base/time.ts';

export const Side = { buy: 1, sell: -1 } as const;
export type Side = (typeof Side)[keyof typeof Side];

export const OrderType = {
  market: 'market',
  limit: 'limit',
  stop: 'stop',
  stopLimit: 'stop-limit',
  /** a stop that follows the best price at a fixed distance */ trailing: 'trailing',
  /** market if touched: how a take-profit exit works */ touch: 'touch',
} as const;
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

export const TimeInForce = { day: 'DAY', gtc: 'GTC', gtd: 'GTD', ioc: 'IOC', fok: 'FOK' } as const;
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];

/** The terms of an order, as risk approves them and a venue works them. Prices in ticks, sizes in lots. */
export interface OrderTerms {
  readonly instrument: number;
  readonly side: Side;
  readonly lots: number;
  readonly type: OrderType;
  /** limit and stop-limit: the limit; market: the collar it carries, when it has one. */
  readonly limitTicks?: number;
  /** stop, stop-limit and touch: the trigger. trailing: the first trigger. */
  readonly stopTicks?: number;
  /** trailing: the distance kept, in ticks. */
  readonly trailTicks?: number;
  readonly timeInForce: TimeInForce;
  /** GTD: the last moment at which it may fill. */
  readonly expireUs?: Us;
  readonly postOnly?: boolean;
  readonly reduceOnly?: boolean;
  /** Orders of one group cancel each other: the first to fill wins (OCO). */
  readonly group?: Id;
  /** It sleeps until this order has filled, and works what that one filled (a bracket's children). */
  readonly parent?: Id;
}

/** Whose order it is. */
export const OrderOrigin = {
  /** the netted decision of a vote */ target: 'target',
  /** an agent's own order-level intent */ intent: 'intent',
  /** a stop-loss, take-profit or trailing exit of an agent's position */ exit: 'exit',
  /** a breaker closing positions */ breaker: 'breaker',
} as const;
export type OrderOrigin = (typeof OrderOrigin)[keyof typeof OrderOrigin];
