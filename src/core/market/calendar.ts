import type { Us } from '../base/time.ts';

/** One trading session: what happens in (openUs, closeUs] belongs to it, its opening print included by convention of bars. */
export interface Session {
  readonly openUs: Us;
  readonly closeUs: Us;
  /** The date by the exchange's wall clock, YYYY-MM-DD. */
  readonly date: string;
  /** An early close. */
  readonly half: boolean;
}

/**
 * When a market is open. Lookups in a sorted stream are O(1) and allocate nothing once a day's session is known: a calendar
 * remembers where it was last, so one object may be shared by all who walk the same time.
 */
export interface Calendar {
  readonly name: string;
  /** IANA zone of its wall clock. */
  readonly zone: string;
  /** By which returns of a session are annualised: 252, or 365 for a market that never closes. */
  readonly sessionsPerYear: number;
  /** The session with openUs < tsUs <= closeUs. */
  sessionAt(tsUs: Us): Session | undefined;
  /** The session of a calendar date (month and day from 1); `undefined` when the market is closed that day. */
  sessionOfDate(year: number, month: number, day: number): Session | undefined;
  /** The first session that opens at or after this moment. */
  nextSession(fromUs: Us): Session;
  /** A weekday on which the market stays closed. */
  isHoliday(year: number, month: number, day: number): boolean;
}
