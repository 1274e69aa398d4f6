import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import { type OrderTerms, TimeInForce } from '../model/order.ts';
import { expiryUs } from '../orders/time-in-force.ts';
import type { RestingOrder } from './resting-order.ts';

/**
 * Until when an order may fill. Both kinds may fill on the path of a bar that ends with their last moment; at an open of
 * just that moment a GTD order may, and a DAY order may not: that open belongs to the next session.
 */
export function setLifetime(order: RestingOrder, terms: OrderTerms, calendar: Calendar, nowUs: Us): void {
  const lastUs = expiryUs(terms, nowUs, calendar);
  order.endByUs = lastUs;
  order.openBeforeUs = terms.timeInForce === TimeInForce.day ? lastUs : lastUs + 1;
}
