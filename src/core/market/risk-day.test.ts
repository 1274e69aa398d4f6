import { describe, expect, it } from 'vitest';
import { HOUR_US } from '../base/time.ts';
import { RiskDays } from './risk-day.ts';
import { requireZone } from './zone.ts';

const utc = (...parts: [number, number, number, number?, number?]) => Date.UTC(...parts) * 1000;

describe('a risk day', () => {
  it('is (start, end]: an event at midnight belongs to the day that ends', () => {
    const days = new RiskDays();
    const midnight = utc(2024, 7, 9);
    expect(days.dateOf(midnight)).toBe('2024-08-08');
    expect(days.endOf(midnight)).toBe(midnight);
    expect(days.dateOf(midnight + 1)).toBe('2024-08-09');
    expect(days.startOf(midnight + 1)).toBe(midnight);
  });

  it('follows the wall clock of its zone through daylight saving', () => {
    const days = new RiskDays('America/New_York');
    const spring = utc(2024, 2, 10, 12);
    expect(days.endOf(spring) - days.startOf(spring)).toBe(23 * HOUR_US);
    const autumn = utc(2024, 10, 3, 12);
    expect(days.endOf(autumn) - days.startOf(autumn)).toBe(25 * HOUR_US);
    expect(days.dateOf(utc(2024, 7, 9, 4))).toBe('2024-08-08');
    expect(days.dateOf(utc(2024, 7, 9, 4) + 1)).toBe('2024-08-09');
  });

  it('answers backwards in time too', () => {
    const days = new RiskDays('Asia/Tokyo');
    expect(days.dateOf(utc(2024, 7, 9, 16))).toBe('2024-08-10');
    expect(days.dateOf(utc(2024, 7, 9, 14))).toBe('2024-08-09');
  });

  it('wants a zone that exists', () => {
    expect(requireZone('Europe/Paris', 'account.dayZone')).toBe('Europe/Paris');
    expect(() => requireZone('Mars/Phobos', 'account.dayZone')).toThrow(
      'account.dayZone: expected an IANA time zone such as UTC or America/New_York, was "Mars/Phobos"',
    );
  });
});
