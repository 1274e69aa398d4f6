import { must } from '../base/assert.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import { type OrderTerms, TimeInForce } from '../model/order.ts';
import type { RestingOrder } from './resting-order.ts';

/**
 * Until when an order lives. DAY: to the end of the session it is placed in; placed at or after the close, or between
 * sessions, it belongs to the next one. GTD: its moment is the last at which it may fill. Others: for ever.
 */
export function setLifetime(order: RestingOrder, terms: OrderTerms, calendar: Calendar, nowUs: Us): void {
  order.openBeforeUs = Number.POSITIVE_INFINITY;
  order.endByUs = Number.POSITIVE_INFINITY;
  if (terms.timeInForce === TimeInForce.day) {
    order.openBeforeUs = order.endByUs = dayEnd(calendar, nowUs);
  } else if (terms.timeInForce === TimeInForce.gtd) {
    order.endByUs = must(terms.expireUs, 'a GTD order carries its last moment');
    order.openBeforeUs = order.endByUs + 1;
  }
}

function dayEnd(calendar: Calendar, nowUs: Us): Us {
  const session = calendar.sessionAt(nowUs);
  if (session !== undefined && nowUs < session.closeUs) return session.closeUs;
  return calendar.nextSession(nowUs).closeUs;
}
