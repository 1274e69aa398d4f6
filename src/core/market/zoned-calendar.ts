import { assert } from '../base/assert.ts';
import { DAY_US, formatDay, type Us } from '../base/time.ts';
import type { Calendar, Session } from './calendar.ts';
import { wallTimeUs } from './zone.ts';

/** A day's trading hours in minutes after midnight of the exchange's wall clock. */
export interface Hours {
  readonly openMinute: number;
  readonly closeMinute: number;
  readonly half: boolean;
}

/** `undefined` = closed. Asked once per date. */
export type HoursRule = (year: number, month: number, day: number, weekday: number) => Hours | undefined;

/** Longest stretch without a session that is believed: beyond it the rule is broken, not the market closed. */
const CLOSED_DAYS_MAX = 60;

/** A market with sessions by the wall clock of its zone, one a day, none across midnight. */
export class ZonedCalendar implements Calendar {
  readonly name: string;
  readonly zone: string;
  readonly sessionsPerYear: number;
  private readonly rule: HoursRule;
  private readonly sessions = new Map<number, Session | null>();
  private last: Session | undefined;
  private closedFromUs: Us = 0;
  private closedUntilUs: Us = 0;

  constructor(name: string, zone: string, sessionsPerYear: number, rule: HoursRule) {
    this.name = name;
    this.zone = zone;
    this.sessionsPerYear = sessionsPerYear;
    this.rule = rule;
  }

  sessionAt(tsUs: Us): Session | undefined {
    const last = this.last;
    if (last !== undefined && tsUs > last.openUs && tsUs <= last.closeUs) return last;
    if (tsUs > this.closedFromUs && tsUs <= this.closedUntilUs) return undefined;
    return this.find(tsUs);
  }

  sessionOfDate(year: number, month: number, day: number): Session | undefined {
    return this.sessionOfDay(dayNumber(year, month, day));
  }

  nextSession(fromUs: Us): Session {
    // A zone is at most 14 hours off UTC: the local date is the UTC date or one of its neighbours.
    const first = Math.floor(fromUs / DAY_US) - 1;
    for (let day = first; day < first + CLOSED_DAYS_MAX; day++) {
      const session = this.sessionOfDay(day);
      if (session !== undefined && session.openUs >= fromUs) return session;
    }
    assert(
      false,
      () => `calendar ${this.name} has no session in the ${CLOSED_DAYS_MAX} days after ${formatDay(fromUs)}`,
    );
  }

  isHoliday(year: number, month: number, day: number): boolean {
    const number = dayNumber(year, month, day);
    const weekday = weekdayOf(number);
    return weekday !== 0 && weekday !== 6 && this.sessionOfDay(number) === undefined;
  }

  private find(tsUs: Us): Session | undefined {
    const day = Math.floor(tsUs / DAY_US);
    let closedFromUs = Number.NEGATIVE_INFINITY;
    for (let candidate = day - 1; candidate <= day + 1; candidate++) {
      const session = this.sessionOfDay(candidate);
      if (session === undefined) continue;
      if (tsUs > session.openUs && tsUs <= session.closeUs) {
        this.last = session;
        return session;
      }
      if (session.closeUs < tsUs) closedFromUs = session.closeUs;
    }
    this.closedFromUs = Math.max(closedFromUs, tsUs - 1);
    this.closedUntilUs = this.nextSession(tsUs).openUs;
    return undefined;
  }

  private sessionOfDay(day: number): Session | undefined {
    const known = this.sessions.get(day);
    if (known !== undefined) return known ?? undefined;
    const date = new Date(day * 86_400_000);
    const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const hours = this.rule(year, month, dayOfMonth, date.getUTCDay());
    const session =
      hours === undefined
        ? null
        : {
            openUs: wallTimeUs(this.zone, year, month, dayOfMonth, hours.openMinute),
            closeUs: wallTimeUs(this.zone, year, month, dayOfMonth, hours.closeMinute),
            date: formatDay(day * DAY_US),
            half: hours.half,
          };
    this.sessions.set(day, session);
    return session ?? undefined;
  }
}

/** Days since 1970-01-01 of a calendar date. */
export function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
