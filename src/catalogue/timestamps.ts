import type { Us } from '../core/base/time.ts';
import type { WallClock } from '../core/market/zone.ts';

/** How a file writes its times; a file keeps to one. */
export const TimeFormat = {
  'a date': /^(\d{4})[-/](\d\d)[-/](\d\d)$/,
  'a date YYYYMMDD': /^(\d{4})(\d\d)(\d\d)$/,
  'a date Mon D YYYY': /^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$/,
  'a time with an offset':
    /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)$/i,
  'a time without an offset': /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/i,
  'a time YYYYMMDD HH:MM': /^(\d{4})(\d\d)(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d))?$/,
  'epoch seconds': /^\d{9,11}(?:\.\d+)?$/,
  'epoch milliseconds': /^\d{12,14}(?:\.\d+)?$/,
  'epoch microseconds': /^\d{15,17}$/,
  'epoch nanoseconds': /^\d{18,19}$/,
} as const;
export type TimeFormat = keyof typeof TimeFormat;

const FORMATS = Object.keys(TimeFormat) as TimeFormat[];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function timeFormatOf(text: string): TimeFormat | undefined {
  return FORMATS.find((format) => TimeFormat[format].test(text));
}

/** Bare dates name a day, not a moment. */
export function isDateFormat(format: TimeFormat): boolean {
  return format.startsWith('a date');
}

/** Offset of a stamp as written, `Z` and `+00:00` alike; '' where there is none. */
export function offsetOf(text: string): string {
  const offset = TimeFormat['a time with an offset'].exec(text)?.[8] ?? '';
  const zero = offset === '' ? '' : 'Z';
  return /^[+-](?!00(:?00)?$)/.test(offset) ? offset.replace(':', '').padEnd(5, '0') : zero;
}

/**
 * A stamp in microseconds UTC; of a bare date its midnight as if it were UTC. `wallClock` is where stamps without an offset
 * were written. NaN when the text is not of this format or names a moment that does not exist (month 13).
 */
export function parseTime(text: string, format: TimeFormat, wallClock: WallClock): Us {
  if (format.startsWith('epoch')) return TimeFormat[format].test(text) ? parseEpoch(text, format) : Number.NaN;
  const match = TimeFormat[format].exec(text);
  if (match === null) return Number.NaN;
  if (format === 'a date Mon D YYYY') {
    const month = MONTHS.indexOf(match[1].slice(0, 3).toLowerCase()) + 1;
    return dayUs(Number(match[3]), month, Number(match[2]));
  }
  const midnight = dayUs(Number(match[1]), Number(match[2]), Number(match[3]));
  if (isDateFormat(format)) return midnight;
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const micros = match[7] === undefined ? 0 : Number(match[7].slice(0, 6).padEnd(6, '0'));
  const us = midnight + ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros;
  if (format === 'a time with an offset') return us - offsetUs(match[8]);
  return Number.isNaN(us) ? us : wallClock.toUtc(us);
}

function parseEpoch(text: string, format: TimeFormat): Us {
  switch (format) {
    case 'epoch seconds':
      return Math.round(Number(text) * 1_000_000);
    case 'epoch milliseconds':
      return Math.round(Number(text) * 1_000);
    case 'epoch microseconds':
      return Number(text);
    default:
      return Number(text.slice(0, -3));
  }
}

function dayUs(year: number, month: number, day: number): Us {
  if (month < 1 || month > 12 || day < 1 || day > MONTH_DAYS[month - 1]) return Number.NaN;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return Number.NaN;
  return Date.UTC(year, month - 1, day) * 1_000;
}

function offsetUs(offset: string): Us {
  if (offset.length < 3 || /^utc$/i.test(offset)) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', '') || 0);
  return (offset[0] === '-' ? -minutes : minutes) * 60_000_000;
}
