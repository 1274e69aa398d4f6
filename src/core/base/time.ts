/** Time is a whole number of microseconds since the epoch, UTC. Nothing here reads a clock. */
export type Us = number;

export const SECOND_US = 1_000_000;
export const MINUTE_US = 60 * SECOND_US;
export const HOUR_US = 60 * MINUTE_US;
export const DAY_US = 24 * HOUR_US;
export const WEEK_US = 7 * DAY_US;

const UNITS: Record<string, number> = {
  us: 1,
  ms: 1_000,
  s: SECOND_US,
  m: MINUTE_US,
  min: MINUTE_US,
  h: HOUR_US,
  d: DAY_US,
  w: WEEK_US,
};

/** '250ms', '5s', '1d': a positive whole or decimal number and its unit. `undefined` when it is not one. */
export function parseDuration(text: string): Us | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|min|h|d|w)$/.exec(text.trim());
  if (match === null) return undefined;
  const us = Number(match[1]) * UNITS[match[2]];
  return Number.isSafeInteger(us) && us > 0 ? us : undefined;
}

/** The largest unit that divides it: '1d', '90s'. */
export function formatDuration(us: Us): string {
  for (const [unit, size] of [
    ['w', WEEK_US],
    ['d', DAY_US],
    ['h', HOUR_US],
    ['m', MINUTE_US],
    ['s', SECOND_US],
    ['ms', 1_000],
  ] as const) {
    if (us >= size && us % size === 0) return `${us / size}${unit}`;
  }
  return `${us}us`;
}

/** '2024-08-09T00:00:00Z', with as many digits of the second as there are. */
export function formatTime(us: Us): string {
  const ms = Math.floor(us / 1000);
  const rest = us - ms * 1000;
  const text = new Date(ms).toISOString();
  if (rest !== 0) return `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** '2024-08-09' when it is midnight, the full time otherwise. */
export function formatDay(us: Us): string {
  return new Date(Math.floor(us / 1000)).toISOString().slice(0, 10);
}
