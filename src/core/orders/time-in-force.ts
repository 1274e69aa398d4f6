import { must } from '../base/assert.ts';
import type { Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';
import { type OrderTerms, TimeInForce } from '../model/order.ts';

/**
 * The last moment at which an order placed at `placedUs` may fill. DAY: the close of the session it is placed in; placed at
 * or after that close, or between sessions, it belongs to the next one. GTD: the moment it names. +Infinity for the others:
 * GTC never ends by itself, and whether IOC and FOK fill at once is for the venue to see.
 */
export function expiryUs(terms: OrderTerms, placedUs: Us, calendar: Calendar): Us {
  switch (terms.timeInForce) {
    case TimeInForce.day:
      return dayCloseUs(placedUs, calendar);
    case TimeInForce.gtd:
      return must(terms.expireUs, 'a GTD order carries its last moment');
    default:
      return Number.POSITIVE_INFINITY;
  }
}

function dayCloseUs(placedUs: Us, calendar: Calendar): Us {
  const session = calendar.sessionAt(placedUs);
  if (session !== undefined && placedUs < session.closeUs) return session.closeUs;
  return calendar.nextSession(placedUs).closeUs;
}
