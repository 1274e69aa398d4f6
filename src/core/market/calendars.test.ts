import { describe, expect, it } from 'vitest';
import { DAY_US } from '../base/time.ts';
import { calendarOf } from './calendars.ts';

describe('calendars by name', () => {
  it('take any letter case and fall back to the one that never closes', () => {
    expect(calendarOf('xnys').name).toBe('XNYS');
    expect(calendarOf('Nasdaq').zone).toBe('America/New_York');
    expect(calendarOf().name).toBe('24/7');
  });

  it('name the nearest known one for a wrong name', () => {
    expect(() => calendarOf('XNYZ', 'data[0].calendar')).toThrow(
      /data\[0\]\.calendar: expected one of .* was "XNYZ"; did you mean XNYS\?/,
    );
    expect(() => calendarOf('mars')).toThrow(/was "mars"$/);
  });
});

describe('the continuous calendar', () => {
  const calendar = calendarOf('24/7');

  it('gives midnight to the day that ends', () => {
    const midnight = Date.UTC(2024, 7, 9) * 1000;
    expect(calendar.sessionAt(midnight)?.date).toBe('2024-08-08');
    expect(calendar.sessionAt(midnight + 1)?.date).toBe('2024-08-09');
    expect(calendar.sessionAt(midnight)?.closeUs).toBe(midnight);
  });

  it('opens the next session at midnight, every day of the week', () => {
    const saturday = Date.UTC(2024, 7, 10) * 1000;
    expect(calendar.nextSession(saturday - 1).openUs).toBe(saturday);
    expect(calendar.nextSession(saturday).openUs).toBe(saturday);
    expect(calendar.nextSession(saturday + 1).openUs).toBe(saturday + DAY_US);
    expect(calendar.isHoliday(2024, 12, 25)).toBe(false);
    expect(calendar.sessionOfDate(2024, 8, 10)?.openUs).toBe(saturday);
  });
});
