import { DAY_US, type Us } from '../base/time.ts';
import type { Calendar } from '../market/calendar.ts';

/**
 * When the account's session ends, which is when daily equity is taken: the calendar's close, or UTC midnight as soon as one
 * instrument trades round the clock. A moment at the close belongs to the session that ends there.
 */
export class SessionClock {
  /** The end of the session that holds the last event; NaN before the first. */
  closeUs: Us = Number.NaN;
  readonly sessionsPerYear: number;
  private readonly calendar: Calendar | undefined;

  constructor(calendars: readonly Calendar[]) {
    const continuous = calendars.some((calendar) => calendar.sessionsPerYear === 365);
    this.calendar = continuous ? undefined : calendars[0];
    this.sessionsPerYear = this.calendar?.sessionsPerYear ?? 365;
  }

  /** Moves to the session after this one. */
  next(): void {
    this.closeUs =
      this.calendar === undefined ? this.closeUs + DAY_US : this.calendar.nextSession(this.closeUs).closeUs;
  }

  /** Moves to the session of `nowUs`, the first there is. */
  enter(nowUs: Us): void {
    if (this.calendar === undefined) {
      this.closeUs = Math.ceil(nowUs / DAY_US) * DAY_US;
      return;
    }
    const session = this.calendar.sessionAt(nowUs) ?? this.calendar.nextSession(nowUs);
    this.closeUs = session.closeUs;
  }
}
