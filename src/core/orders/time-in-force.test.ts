import { describe, expect, it } from 'vitest';
import { DAY_US, HOUR_US } from '../base/time.ts';
import { ContinuousCalendar } from '../market/continuous.ts';
import { xnys } from '../market/xnys.ts';
import type { OrderTerms, TimeInForce } from '../model/order.ts';
import { expiryUs } from './time-in-force.ts';

const at = (time: string): number => Date.parse(time) * 1000;
const terms = (timeInForce: TimeInForce, expireUs?: number): OrderTerms => ({
  instrument: 0,
  side: 1,
  lots: 1,
  type: 'market',
  timeInForce,
  expireUs,
});
const day = (placed: string): number => expiryUs(terms('DAY'), at(placed), xnys());

describe('a DAY order', () => {
  it('placed in a session ends with it', () => {
    expect(day('2024-08-08T15:00:00Z')).toBe(at('2024-08-08T20:00:00Z'));
  });

  it('placed at the close, or after it, belongs to the next session', () => {
    expect(day('2024-08-08T19:59:59.999Z')).toBe(at('2024-08-08T20:00:00Z'));
    expect(day('2024-08-08T20:00:00Z')).toBe(at('2024-08-09T20:00:00Z'));
    expect(day('2024-08-08T23:00:00Z')).toBe(at('2024-08-09T20:00:00Z'));
  });

  it('placed at the open or before it belongs to that session', () => {
    expect(day('2024-08-08T13:30:00Z')).toBe(at('2024-08-08T20:00:00Z'));
    expect(day('2024-08-08T09:00:00Z')).toBe(at('2024-08-08T20:00:00Z'));
  });

  it('goes over weekends, holidays and the change of the clocks, and ends early on a half day', () => {
    expect(day('2024-08-09T20:00:00Z')).toBe(at('2024-08-12T20:00:00Z'));
    expect(day('2024-11-01T20:00:00Z')).toBe(at('2024-11-04T21:00:00Z'));
    expect(day('2024-11-27T21:00:00Z')).toBe(at('2024-11-29T18:00:00Z'));
  });

  it('ends at midnight where the market never closes', () => {
    const midnight = at('2024-08-08T00:00:00Z');
    expect(expiryUs(terms('DAY'), midnight + HOUR_US, new ContinuousCalendar())).toBe(midnight + DAY_US);
    expect(expiryUs(terms('DAY'), midnight, new ContinuousCalendar())).toBe(midnight + DAY_US);
  });
});

describe('other orders', () => {
  it('end at their date, or never by themselves', () => {
    expect(expiryUs(terms('GTD', 42), 7, xnys())).toBe(42);
    expect(() => expiryUs(terms('GTD'), 7, xnys())).toThrow('its last moment');
    for (const timeInForce of ['GTC', 'IOC', 'FOK'] as const) {
      expect(expiryUs(terms(timeInForce), 7, xnys())).toBe(Number.POSITIVE_INFINITY);
    }
  });
});
