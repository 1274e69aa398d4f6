import { DAY_US, formatDay, type Us } from '../base/time.ts';
import type { Calendar, Session } from './calendar.ts';
import { dayNumber } from './zoned-calendar.ts';

/** A market that never closes; its session is the UTC day, (00:00, 24:00]. */
export class ContinuousCalendar implements Calendar {
  readonly name = '24/7';
  readonly zone = 'UTC';
  readonly sessionsPerYear = 365;
  private last: Session = sessionFrom(0);

  sessionAt(tsUs: Us): Session {
    if (tsUs > this.last.openUs && tsUs <= this.last.closeUs) return this.last;
    this.last = sessionFrom(Math.floor((tsUs - 1) / DAY_US) * DAY_US);
    return this.last;
  }

  sessionOfDate(year: number, month: number, day: number): Session {
    return sessionFrom(dayNumber(year, month, day) * DAY_US);
  }

  nextSession(fromUs: Us): Session {
    return sessionFrom(Math.ceil(fromUs / DAY_US) * DAY_US);
  }

  isHoliday(): boolean {
    return false;
  }
}

function sessionFrom(openUs: Us): Session {
  return { openUs, closeUs: openUs + DAY_US, date: formatDay(openUs), half: false };
}
