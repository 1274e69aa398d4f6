import { describe, expect, it } from 'vitest';
import { DAY_US, formatTime, HOUR_US, WEEK_US } from '../core/base/time.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { BarTimes } from './bar-times.ts';

function span(stamp: string, intervalUs: number, calendar: string, timestamp: 'open' | 'close' = 'open'): string {
  const bareDate = stamp.length === 10;
  const times = new BarTimes(intervalUs, calendarOf(calendar), timestamp);
  const problem = times.set(Date.parse(bareDate ? `${stamp}T00:00:00Z` : stamp) * 1000, bareDate);
  return problem === undefined
    ? `${formatTime(times.openUs)} ${formatTime(times.closeUs)}`
    : `${problem.kind}: ${problem.text}`;
}

describe('when a bar opened and closed', () => {
  it.each([
    ['2024-07-02', DAY_US, 'XNYS', 'open', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z'],
    ['2024-07-03', DAY_US, 'XNYS', 'close', '2024-07-03T13:30:00Z 2024-07-03T17:00:00Z'],
    ['2024-07-04', DAY_US, 'XNYS', 'open', 'session: 2024-07-04 is in no session of XNYS'],
    ['2024-07-02', DAY_US, '24/7', 'open', '2024-07-02T00:00:00Z 2024-07-03T00:00:00Z'],
    ['2024-07-02', DAY_US, '24/7', 'close', '2024-07-02T00:00:00Z 2024-07-03T00:00:00Z'],
    [
      '2024-07-02',
      HOUR_US,
      '24/7',
      'open',
      'timestamp: expected a time of day for a bar of 1h, was the bare date 2024-07-02',
    ],
    ['2024-07-02T00:00:00Z', DAY_US, '24/7', 'open', '2024-07-02T00:00:00Z 2024-07-03T00:00:00Z'],
    ['2024-07-03T00:00:00Z', DAY_US, '24/7', 'close', '2024-07-02T00:00:00Z 2024-07-03T00:00:00Z'],
    // midnight of UTC or of New York is a date
    ['2024-07-02T00:00:00Z', DAY_US, 'XNYS', 'open', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z'],
    ['2024-07-02T04:00:00Z', DAY_US, 'XNYS', 'open', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z'],
    ['2024-07-03T04:00:00Z', DAY_US, 'XNYS', 'close', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z'],
    ['2024-07-02T13:30:00Z', DAY_US, 'XNYS', 'open', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z'],
    ['2024-07-02T20:00:00Z', DAY_US, 'XNYS', 'close', '2024-07-02T13:30:00Z 2024-07-02T20:00:00Z'],
    ['2024-07-02T22:00:00Z', DAY_US, 'XNYS', 'open', 'session: 2024-07-02T22:00:00Z is in no session of XNYS'],
    // a session cuts its last bar
    ['2024-07-02T19:30:00Z', HOUR_US, 'XNYS', 'open', '2024-07-02T19:30:00Z 2024-07-02T20:00:00Z'],
    ['2024-07-02T14:00:00Z', HOUR_US, 'XNYS', 'close', '2024-07-02T13:30:00Z 2024-07-02T14:00:00Z'],
    ['2024-07-02T21:00:00Z', HOUR_US, 'XNYS', 'open', '2024-07-02T21:00:00Z 2024-07-02T22:00:00Z'],
    // weeks: Good Friday shortens the first, the clock change lies in the second
    ['2024-03-25', WEEK_US, 'XNYS', 'open', '2024-03-25T13:30:00Z 2024-03-28T20:00:00Z'],
    ['2024-03-08', WEEK_US, 'XNYS', 'close', '2024-03-04T14:30:00Z 2024-03-08T21:00:00Z'],
    ['2024-03-04T14:30:00Z', WEEK_US, 'XNYS', 'open', '2024-03-04T14:30:00Z 2024-03-08T21:00:00Z'],
    ['2024-03-04', WEEK_US, '24/7', 'open', '2024-03-04T00:00:00Z 2024-03-11T00:00:00Z'],
  ] as const)('%s of %d us on %s by its %s', (stamp, intervalUs, calendar, timestamp, expected) => {
    expect(span(stamp, intervalUs, calendar, timestamp)).toBe(expected);
  });
});
