import { describe, expect, it } from 'vitest';
import { formatTime } from '../core/base/time.ts';
import { WallClock } from '../core/market/zone.ts';
import { parseMoment } from './moment.ts';
import { StampReader } from './stamp-reader.ts';
import { parseTime, timeFormatOf } from './timestamps.ts';

const utc = new WallClock('UTC');

function parsed(text: string, clock = utc): string {
  const format = timeFormatOf(text);
  if (format === undefined) return 'no format';
  const us = parseTime(text, format, clock);
  return Number.isNaN(us) ? 'no time' : formatTime(us);
}

function read(stamps: readonly string[], timezone?: string): string[] {
  const reader = new StampReader('f.csv', timezone);
  return stamps.map((stamp, i) => formatTime(reader.read(stamp, i + 1)));
}

function at(text: string, edge: 'start' | 'end', zone = 'UTC'): string {
  return formatTime(parseMoment(text, 'data[0].to', zone, edge));
}

describe('a timestamp', () => {
  it.each([
    ['2024-08-09', '2024-08-09T00:00:00Z'],
    ['2024/08/09', '2024-08-09T00:00:00Z'],
    ['20240809', '2024-08-09T00:00:00Z'],
    ['Aug 9 2024', '2024-08-09T00:00:00Z'],
    ['August 09, 2024', '2024-08-09T00:00:00Z'],
    ['2024-08-09T13:30:00Z', '2024-08-09T13:30:00Z'],
    ['2024-08-09T13:30:00.000Z', '2024-08-09T13:30:00Z'],
    ['2024-08-09 13:30:00+02:00', '2024-08-09T11:30:00Z'],
    ['2024-08-09T13:30-0500', '2024-08-09T18:30:00Z'],
    ['2024-08-09T13:30:00.123456789Z', '2024-08-09T13:30:00.123456Z'],
    ['2024-08-09 13:30', '2024-08-09T13:30:00Z'],
    ['2024-08-09 13:30:15.25', '2024-08-09T13:30:15.250Z'],
    ['20240809 13:30', '2024-08-09T13:30:00Z'],
    ['20240809 133015', '2024-08-09T13:30:15Z'],
    ['1723210200', '2024-08-09T13:30:00Z'],
    ['1723210200.5', '2024-08-09T13:30:00.500Z'],
    ['1723210200000', '2024-08-09T13:30:00Z'],
    ['1723210200000001', '2024-08-09T13:30:00.000001Z'],
    ['1723210200000001999', '2024-08-09T13:30:00.000001Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2023-02-29', 'no time'],
    ['2024-13-01', 'no time'],
    ['20240931', 'no time'],
    ['2024-08-09 24:30', 'no time'],
    ['Foo 9 2024', 'no time'],
    ['08/09/2024', 'no format'],
    ['yesterday', 'no format'],
  ])('%s is %s', (text, time) => {
    expect(parsed(text)).toBe(time);
  });

  it('without an offset is by the wall clock of its zone', () => {
    const newYork = new WallClock('America/New_York');
    expect(parsed('2024-08-09 09:30', newYork)).toBe('2024-08-09T13:30:00Z');
    expect(parsed('20240115 09:30', newYork)).toBe('2024-01-15T14:30:00Z');
    expect(parsed('2024-08-09T09:30:00Z', newYork)).toBe('2024-08-09T09:30:00Z');
  });
});

describe('the timestamps of a file', () => {
  it('keep to one format', () => {
    expect(() => read(['2024-08-09', '2024-08-10', '2024-08-11T00:00:00Z'])).toThrow(
      'f.csv: row 3: timestamp: expected a date as in row 1 ("2024-08-09"), was a time with an offset, "2024-08-11T00:00:00Z"',
    );
    expect(() => read(['2024-08-09', '2024-08-32'])).toThrow(
      'row 2: timestamp: expected a date as in row 1 ("2024-08-09"), was "2024-08-32"',
    );
    expect(() => read(['1723210200', '1723210200000'])).toThrow('was epoch milliseconds, "1723210200000"');
    expect(() => read(['08/09/2024'])).toThrow('f.csv: row 1: timestamp: expected a time as 2024-08-09T13:30:00Z,');
  });

  it('keep to one zone unless the entry names it', () => {
    const mixed = ['2024-03-08T09:30:00-05:00', '2024-03-11T09:30:00-04:00'];
    expect(() => read(mixed)).toThrow('row 2: timestamp: expected the time zone of row 1');
    expect(() => read(['2024-03-08T09:30:00-05:00', '2024-03-11T09:30:00Z'])).toThrow(
      'row 2: timestamp: expected the time zone of row 1',
    );
    expect(() => read(['2024-03-08T09:30:00Z', '2024-03-11T09:30:00+01:00'])).toThrow('row 2');
    expect(read(mixed, 'America/New_York')).toEqual(['2024-03-08T14:30:00Z', '2024-03-11T13:30:00Z']);
    expect(read(['2024-03-08T09:30:00Z', '2024-03-11T09:30:00+00:00'])).toHaveLength(2);
  });
});

describe('a moment in a configuration', () => {
  it('is a time, or a date with two ends by the clock of its zone', () => {
    expect(at('2024-08-09', 'start')).toBe('2024-08-09T00:00:00Z');
    expect(at('2024-08-09', 'end')).toBe('2024-08-10T00:00:00Z');
    expect(at('2024-08-09', 'end', 'America/New_York')).toBe('2024-08-10T04:00:00Z');
    expect(at('2024-08-09 09:30', 'end', 'America/New_York')).toBe('2024-08-09T13:30:00Z');
    expect(() => at('soon', 'end')).toThrow('data[0].to: expected a date such as 2020-01-31 or a time such as');
  });
});
