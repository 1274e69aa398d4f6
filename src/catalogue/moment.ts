import { Fault } from '../core/base/fault.ts';
import { DAY_US, type Us } from '../core/base/time.ts';
import { WallClock } from '../core/market/zone.ts';
import { isDateFormat, parseTime, timeFormatOf } from './timestamps.ts';

/** A moment that a person wrote: a time, by the wall clock of `zone` unless it has an offset, or a date: its start or its end there. */
export function parseMoment(text: string, field: string, zone: string, edge: 'start' | 'end'): Us {
  const format = timeFormatOf(text.trim());
  const clock = new WallClock(zone);
  const us = format === undefined ? Number.NaN : parseTime(text.trim(), format, clock);
  if (format === undefined || Number.isNaN(us)) {
    throw new Fault(
      'config',
      `${field}: expected a date such as 2020-01-31 or a time such as 2020-01-31T14:30:00Z, was "${text}"`,
    );
  }
  if (!isDateFormat(format)) return us;
  return clock.toUtc(edge === 'start' ? us : us + DAY_US);
}
