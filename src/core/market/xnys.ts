import { dayNumber, type Hours, ZonedCalendar } from './zoned-calendar.ts';

/**
 * New York Stock Exchange, 09:30 to 16:00 New York time. Full days are right from 1990 on, early closes from 1993 on.
 * Delayed openings and halts inside a day are not modelled.
 * Source: the exchange's published holiday rules (Rule 7.2) and its list of special closings.
 */
export function xnys(): ZonedCalendar {
  return new ZonedCalendar('XNYS', 'America/New_York', 252, hoursOf);
}

const FULL: Hours = { openMinute: 9 * 60 + 30, closeMinute: 16 * 60, half: false };
const HALF: Hours = { openMinute: 9 * 60 + 30, closeMinute: 13 * 60, half: true };

const SUNDAY = 0;
const MONDAY = 1;
const WEDNESDAY = 3;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;

/** Closed by decree, not by rule. */
const SPECIAL_CLOSURES = new Set([
  '1994-04-27', // funeral of President Nixon
  '2001-09-11', // attacks of September 11
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11', // funeral of President Reagan
  '2007-01-02', // mourning for President Ford
  '2012-10-29', // hurricane Sandy
  '2012-10-30',
  '2018-12-05', // mourning for President G. H. W. Bush
  '2025-01-09', // mourning for President Carter
]);

/** 13:00 closes that no rule explains. */
const SPECIAL_HALF_DAYS = new Set(['1997-12-26', '1999-12-31', '2003-12-26']);

function hoursOf(year: number, month: number, day: number, weekday: number): Hours | undefined {
  if (weekday === SUNDAY || weekday === SATURDAY) return undefined;
  if (isFullHoliday(year, month, day, weekday)) return undefined;
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (SPECIAL_CLOSURES.has(date)) return undefined;
  return isHalfDay(year, month, day, weekday) || SPECIAL_HALF_DAYS.has(date) ? HALF : FULL;
}

function isFullHoliday(year: number, month: number, day: number, weekday: number): boolean {
  switch (month) {
    case 1:
      // New Year's Day on a Saturday is not made up for: the Friday before is the last session of the year.
      return day === 1 || (day === 2 && weekday === MONDAY) || (year >= 1998 && isNth(3, MONDAY, day, weekday));
    case 2:
      return isNth(3, MONDAY, day, weekday);
    case 5:
      return weekday === MONDAY && day > 24;
    case 6:
      return year >= 2022 && isObserved(19, day, weekday);
    case 7:
      return isObserved(4, day, weekday);
    case 9:
      return isNth(1, MONDAY, day, weekday);
    case 11:
      return isNth(4, THURSDAY, day, weekday);
    case 12:
      return isObserved(25, day, weekday);
    default:
      return isGoodFriday(year, month, day);
  }
}

/** Early closes at 13:00. A full holiday on the same day has been found before. */
function isHalfDay(year: number, month: number, day: number, weekday: number): boolean {
  if (year < 1993) return false;
  if (month === 12) return day === 24;
  if (month === 11) return weekday === FRIDAY && day >= 23 && day <= 29;
  if (month !== 7 || year < 1995) return false;
  // Until 2012 a Thursday's 4 July gave the Friday after it, since 2013 the Wednesday before.
  if (day === 5) return weekday === FRIDAY && year < 2013;
  return day === 3 && (weekday !== WEDNESDAY || year >= 2013);
}

/** The day itself, the Friday before a Saturday, the Monday after a Sunday. */
function isObserved(holiday: number, day: number, weekday: number): boolean {
  if (day === holiday) return true;
  return weekday === FRIDAY ? day === holiday - 1 : weekday === MONDAY && day === holiday + 1;
}

function isNth(nth: number, wanted: number, day: number, weekday: number): boolean {
  return weekday === wanted && Math.ceil(day / 7) === nth;
}

function isGoodFriday(year: number, month: number, day: number): boolean {
  return (month === 3 || month === 4) && dayNumber(year, month, day) === easterSunday(year) - 2;
}

/**
 * Gregorian Easter Sunday as days since 1970-01-01, by the anonymous computus (Meeus, Astronomical Algorithms, chapter 8).
 */
export function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moon = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moon + 15) % 30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * sunday) / 451);
  const months = epact + sunday - 7 * correction + 114;
  return dayNumber(year, Math.floor(months / 31), (months % 31) + 1);
}
