import { formatDay, type Us } from '../../core/base/time.ts';
import { type Html, markup } from './html.ts';

/** How numbers look on a page: a real minus sign, thousands apart, an en dash where there is none. */

export function percent(value: number | null, digits = 1): string | undefined {
  return value === null || !Number.isFinite(value) ? undefined : `${fixed(value * 100, digits)}%`;
}

export function signedPercent(value: number | null, digits = 1): string | undefined {
  const text = percent(value, digits);
  return text !== undefined && (value ?? 0) > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function ratio(value: number | null, digits = 2): string | undefined {
  return value === null || !Number.isFinite(value) ? undefined : fixed(value, digits);
}

/** Money with two digits, from a decimal text or a float. */
export function money(value: string | number | null, digits = 2): string | undefined {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isFinite(number) ? fixed(number, digits) : undefined;
}

export function signedMoney(value: string | number | null, digits = 2): string | undefined {
  const text = money(value, digits);
  return text !== undefined && Number(value) > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function count(value: number): string {
  return fixed(value, 0);
}

/** -1234.5 is "−1,234.50"; what rounds to nothing has no sign. */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  const [whole, fraction] = text.split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && /[1-9]/.test(text) ? '\u2212' : '';
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`);
}

/** What stands in place of a number that has no meaning here; the reason is read out, and shown when pointed at. */
export function missing(reason: string): Html {
  return markup`<span class="missing" title="${reason}">–<span class="sr"> (${reason})</span></span>`;
}

export function orMissing(text: string | undefined, reason: string): Html | string {
  return text ?? missing(reason);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const MONTH_NAMES: readonly string[] = MONTHS;

/** The day that a session is called by: one that closes at midnight is the day that ends then. '2020-01-31'. */
export function sessionDay(closeUs: Us): string {
  return formatDay(closeUs - 1);
}

/** '31 Jan 2020' */
export function readableDay(day: string): string {
  const [year, month, date] = day.split('-');
  return `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`;
}
