import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDay, formatTime } from '../base/time.ts';
import { easterSunday, xnys } from './xnys.ts';

const calendar = xnys();

function sessionOn(date: string) {
  const [year, month, day] = date.split('-').map(Number);
  return calendar.sessionOfDate(year, month, day);
}

describe('the New York Stock Exchange', () => {
  it('has exactly the 5,105 sessions of the S&P 500 file from 2000-01-03 to 2020-04-17', () => {
    const file = new URL('../../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url);
    const dates = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.slice(0, 10));
    const sessions: string[] = [];
    const from = Date.UTC(2000, 0, 1) * 1000;
    const to = Date.UTC(2020, 3, 17, 23) * 1000;
    for (let s = calendar.nextSession(from); s.openUs < to; s = calendar.nextSession(s.closeUs)) sessions.push(s.date);
    expect(dates).toHaveLength(5105);
    expect(sessions).toEqual(dates);
  });

  it.each(['2024-03-29', '2025-04-18', '2026-04-03', '2027-03-26', '2028-04-14'])('keeps Good Friday %s', (date) => {
    expect(sessionOn(date)).toBeUndefined();
    expect(formatDay(easterSunday(Number(date.slice(0, 4))) * 86_400e6 - 2 * 86_400e6)).toBe(date);
  });

  it.each([
    ['1998-01-19', 'the first Martin Luther King day'],
    ['2022-06-20', 'Juneteenth on a Sunday'],
    ['2026-06-19', 'Juneteenth'],
    ['2020-07-03', 'Independence Day on a Saturday'],
    ['2026-07-03', 'the same: full holiday before half day'],
    ['2021-12-24', 'Christmas on a Saturday'],
    ['2027-12-24', 'the same'],
    ['2023-01-02', 'New Year on a Sunday'],
    ['1994-04-27', 'a special closure'],
    ['2012-10-30', 'a special closure'],
    ['2025-01-09', 'a special closure'],
  ])('is closed on %s: %s', (date) => {
    const [year, month, day] = date.split('-').map(Number);
    expect(sessionOn(date)).toBeUndefined();
    expect(calendar.isHoliday(year, month, day)).toBe(true);
  });

  it.each(['1997-01-20', '2021-06-18', '2021-12-31', '2010-12-31', '2004-12-31'])('is open on %s', (date) => {
    expect(sessionOn(date)?.half).toBe(false);
  });

  it.each([
    '2024-11-29',
    '2024-12-24',
    '2024-07-03',
    '2013-07-03',
    '2002-07-05',
    '2023-07-03',
    '1999-12-31',
    '2003-12-26',
  ])('closes at 13:00 on %s', (date) => {
    const session = sessionOn(date);
    expect(session?.half).toBe(true);
    expect((session!.closeUs - session!.openUs) / 60e6).toBe(210);
  });

  it.each(['2002-07-03', '2013-07-05', '2012-07-05', '2022-11-23', '2022-12-23'])(
    'has no early close on %s',
    (date) => {
      expect(sessionOn(date)?.half).toBe(false);
    },
  );

  it('moves in UTC with daylight saving, not in New York', () => {
    const opens = (date: string) => formatTime(sessionOn(date)!.openUs);
    expect(opens('2024-03-08')).toBe('2024-03-08T14:30:00Z');
    expect(opens('2024-03-11')).toBe('2024-03-11T13:30:00Z');
    // Europe has not changed yet in that week, and has already in this one.
    expect(opens('2024-10-28')).toBe('2024-10-28T13:30:00Z');
    expect(opens('2024-11-01')).toBe('2024-11-01T13:30:00Z');
    expect(opens('2024-11-04')).toBe('2024-11-04T14:30:00Z');
    expect(formatTime(sessionOn('2024-11-04')!.closeUs)).toBe('2024-11-04T21:00:00Z');
  });

  it('counts a session as (open, close]', () => {
    const session = sessionOn('2024-03-11')!;
    expect(calendar.sessionAt(session.openUs)).toBeUndefined();
    expect(calendar.sessionAt(session.openUs + 1)?.date).toBe('2024-03-11');
    expect(calendar.sessionAt(session.closeUs)?.date).toBe('2024-03-11');
    expect(calendar.sessionAt(session.closeUs + 1)).toBeUndefined();
  });

  it('finds the same session whatever was asked before', () => {
    const walker = xnys();
    for (let us = Date.UTC(2024, 2, 7) * 1000; us < Date.UTC(2024, 2, 14) * 1000; us += 47 * 60e6) {
      expect(walker.sessionAt(us)?.date).toBe(xnys().sessionAt(us)?.date);
    }
    expect(walker.sessionAt(Date.UTC(2024, 2, 8, 15) * 1000)?.date).toBe('2024-03-08');
  });

  it('gives the next session from its own open on', () => {
    const monday = sessionOn('2024-03-11')!;
    expect(calendar.nextSession(monday.openUs).date).toBe('2024-03-11');
    expect(calendar.nextSession(monday.openUs + 1).date).toBe('2024-03-12');
    expect(calendar.nextSession(Date.UTC(2001, 8, 11) * 1000).date).toBe('2001-09-17');
  });
});
