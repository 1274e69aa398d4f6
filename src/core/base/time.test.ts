import { describe, expect, it } from 'vitest';
import { idOf, idText, sequenceOf } from './ids.ts';
import { DAY_US, formatDay, formatDuration, formatTime, MINUTE_US, parseDuration } from './time.ts';

describe('time', () => {
  it('reads durations with their unit, and nothing else', () => {
    expect(parseDuration('5s')).toBe(5_000_000);
    expect(parseDuration('1d')).toBe(DAY_US);
    expect(parseDuration('0.5s')).toBe(500_000);
    expect(parseDuration('250 ms')).toBe(250_000);
    for (const text of ['5', 's', '-1s', '0s', '1.5us', '1y', '']) expect(parseDuration(text)).toBeUndefined();
  });

  it('names a duration by its largest unit', () => {
    expect(formatDuration(DAY_US)).toBe('1d');
    expect(formatDuration(90 * MINUTE_US)).toBe('90m');
    expect(formatDuration(1_500)).toBe('1500us');
    expect(formatDuration(7 * DAY_US)).toBe('1w');
  });

  it('prints times in UTC with the digits that there are', () => {
    expect(formatTime(1_723_161_600_000_000)).toBe('2024-08-09T00:00:00Z');
    expect(formatTime(1_723_161_600_250_000)).toBe('2024-08-09T00:00:00.250Z');
    expect(formatTime(1_723_161_600_250_001)).toBe('2024-08-09T00:00:00.250001Z');
    expect(formatTime(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(formatDay(1_723_161_600_000_000)).toBe('2024-08-09');
  });
});

describe('ids', () => {
  it('are a function of what caused them', () => {
    expect(idOf(1042, 3)).toBe(idOf(1042, 3));
    expect(sequenceOf(idOf(1042, 3))).toBe(1042);
    expect(idText('o', idOf(1042, 3))).toBe('o-1042.3');
  });

  it('hold 65,536 siblings and refuse more', () => {
    expect(idText('d', idOf(1, 65_535))).toBe('d-1.65535');
    expect(() => idOf(1, 65_536)).toThrow('65,536');
    expect(() => idOf(Number.MAX_SAFE_INTEGER, 0)).toThrow('sequence');
  });
});
