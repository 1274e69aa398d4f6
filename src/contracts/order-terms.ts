import { OrderOrigin, OrderType, TimeInForce } from '../core/model/order.ts';
import { choice, decimal, flag, idOfKind, name, orNull, size, timeUs } from './fields.ts';

export const BUY_SELL = ['buy', 'sell'] as const;

const ORDER_TYPES = Object.values(OrderType) as (typeof OrderType)[keyof typeof OrderType][];
export const LIFETIMES = Object.values(TimeInForce) as (typeof TimeInForce)[keyof typeof TimeInForce][];
const ORIGINS = Object.values(OrderOrigin) as (typeof OrderOrigin)[keyof typeof OrderOrigin][];

/** An order in full, as risk approved it and the venue gets it. */
export const orderTerms = {
  orderId: idOfKind('o', 'The order.'),
  clientOrderId: name('What the broker knows it by: a function of the order id alone.'),
  decisionId: orNull(idOfKind('d', 'The decision it carries out; null for an order of an agent or an exit.')),
  agentId: orNull(name('Whose order it is; null for the netted order of the account.')),
  origin: choice(ORIGINS, 'Why there is this order.'),
  instrument: name('Our name for it.'),
  side: choice(BUY_SELL, 'Buy or sell.'),
  quantity: size('In units.'),
  orderType: choice(ORDER_TYPES, 'touch: market if touched.'),
  timeInForce: choice(LIFETIMES, 'How long it may work.'),
  limitPrice: orNull(decimal('The limit; of a market order the collar it carries.')),
  stopPrice: orNull(decimal('What triggers it.')),
  trailDistance: orNull(decimal('trailing: the distance kept, in units of price.')),
  expireUs: orNull(timeUs('GTD: the last moment at which it may fill.')),
  postOnly: flag('It may not take.'),
  reduceOnly: flag('It may only reduce.'),
  groupId: orNull(idOfKind('o', 'Orders of one group cancel each other.')),
  parentId: orNull(idOfKind('o', 'It sleeps until this order has filled.')),
};
