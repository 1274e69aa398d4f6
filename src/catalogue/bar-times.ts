import { DAY_US, formatDay, formatTime, formatDuration, type Us, WEEK_US } from '../core/base/time.ts';
import type { Calendar, Session } from '../core/market/calendar.ts';
import { addWallDays, wallDay } from '../core/market/zone.ts';

export interface StampProblem {
  readonly kind: 'timestamp' | 'session';
  readonly text: string;
}

/**
 * From a row's stamp to when its bar opened and closed.
 *  - A bare date is that session of the calendar (that UTC day where the market never closes).
 *  - A day's bar with a time of day is the session that holds it; midnight, of UTC or of the exchange, means the date.
 *  - In a market that never closes a day's bar ends at the same time of the next day, by the clock of `zone`.
 *  - Below a day a bar is one interval long, and cut where its session ends.
 *  - A week runs from its stamp's day on for seven days: its first session's open to its last one's close.
 */
export class BarTimes {
  openUs: Us = 0;
  closeUs: Us = 0;
  private readonly intervalUs: Us;
  private readonly calendar: Calendar;
  private readonly byClose: boolean;
  private readonly continuous: boolean;
  private readonly zone: string;

  constructor(intervalUs: Us, calendar: Calendar, timestamp: 'open' | 'close', zone = 'UTC') {
    this.zone = zone;
    this.intervalUs = intervalUs;
    this.calendar = calendar;
    this.byClose = timestamp === 'close';
    this.continuous = calendar.sessionsPerYear === 365;
  }

  /** Sets `openUs` and `closeUs`; what is wrong with the stamp otherwise. */
  set(stampUs: Us, bareDate: boolean): StampProblem | undefined {
    if (bareDate && this.intervalUs < DAY_US) {
      const text = `expected a time of day for a bar of ${formatDuration(this.intervalUs)}, was the bare date ${formatDay(stampUs)}`;
      return { kind: 'timestamp', text };
    }
    if (this.intervalUs === WEEK_US) return this.setWeek(stampUs, bareDate);
    if (this.intervalUs === DAY_US && (bareDate || !this.continuous)) return this.setDay(stampUs, bareDate);
    this.openUs = this.byClose ? stampUs - this.intervalUs : stampUs;
    this.closeUs = this.openUs + this.intervalUs;
    if (this.continuous) {
      if (this.intervalUs === DAY_US && this.zone !== 'UTC') this.followClock();
      return undefined;
    }
    const session = this.calendar.sessionAt(this.byClose ? stampUs : stampUs + 1);
    if (session === undefined) return undefined;
    if (this.openUs < session.openUs) this.openUs = session.openUs;
    if (this.closeUs > session.closeUs) this.closeUs = session.closeUs;
    return undefined;
  }

  /** A day has 23 or 25 hours where the clock changes. */
  private followClock(): void {
    if (this.byClose) this.openUs = addWallDays(this.zone, this.closeUs, -1);
    else this.closeUs = addWallDays(this.zone, this.openUs, 1);
  }

  private setDay(stampUs: Us, bareDate: boolean): StampProblem | undefined {
    const session = bareDate ? this.sessionOn(stampUs) : this.sessionOfStamp(stampUs);
    if (session === undefined) {
      const when = bareDate ? formatDay(stampUs) : formatTime(stampUs);
      return { kind: 'session', text: `${when} is in no session of ${this.calendar.name}` };
    }
    this.openUs = session.openUs;
    this.closeUs = session.closeUs;
    return undefined;
  }

  private setWeek(stampUs: Us, bareDate: boolean): StampProblem | undefined {
    this.openUs = stampUs;
    if (this.byClose) this.openUs = stampUs - WEEK_US + (bareDate ? DAY_US : 0);
    this.closeUs = this.openUs + WEEK_US;
    if (this.continuous) return undefined;
    // Whole dates: the clock change inside a week must not move a session over its edge.
    const fromUs = (this.byClose ? Math.ceil(this.openUs / DAY_US) : Math.floor(this.openUs / DAY_US)) * DAY_US;
    let session = this.calendar.nextSession(fromUs);
    if (session.openUs >= fromUs + WEEK_US) {
      return { kind: 'session', text: `the week from ${formatDay(fromUs)} has no session of ${this.calendar.name}` };
    }
    this.openUs = session.openUs;
    while (session.openUs < fromUs + WEEK_US) {
      this.closeUs = session.closeUs;
      session = this.calendar.nextSession(session.closeUs);
    }
    return undefined;
  }

  private sessionOfStamp(stampUs: Us): Session | undefined {
    const insideUs = this.byClose ? stampUs - 1 : stampUs;
    if (stampUs % DAY_US === 0) return this.sessionOn(Math.floor(insideUs / DAY_US) * DAY_US);
    const session = this.calendar.sessionAt(insideUs + 1);
    if (session !== undefined) return session;
    const day = wallDay(this.calendar.zone, insideUs);
    const midnightUs = this.byClose ? day.endUs : day.startUs;
    return stampUs === midnightUs ? this.sessionOn(Date.parse(`${day.date}T00:00:00Z`) * 1_000) : undefined;
  }

  private sessionOn(midnightUs: Us): Session | undefined {
    const date = new Date(midnightUs / 1_000);
    return this.calendar.sessionOfDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
  }
}
