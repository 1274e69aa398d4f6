import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fault } from '../core/base/fault.ts';
import { MINUTE_US } from '../core/base/time.ts';
import { calendarOf } from '../core/market/calendars.ts';
import { CsvRows } from './csv-rows.ts';

const entry = { instrument: 'X', path: 'x.csv' };
const HEADER = 'timestamp,open,high,low,close,volume';
const ROW = '2024-01-05T14:30:00Z,1,2,0.5,1.5,7';
const START_US = Date.parse('2024-01-05T14:30:00Z') * 1_000;
const BAR = { openUs: START_US, tsUs: START_US + MINUTE_US, prices: ['1', '2', '0.5', '1.5'], volume: '7' };

it('says of any line that is no row why, and reads the row behind it', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '', ',', '\0', '9e9999', '-1', ROW.split(',')[0], '99999999999', '0000-00-00', '2024-13-45'),
  );
  const line = fc.array(cell, { maxLength: 7 }).map((cells) => cells.join());
  for (const calendar of ['24/7', 'XNYS'])
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const rows = new CsvRows('x.csv', entry, MINUTE_US, calendarOf(calendar));
        rows.read(HEADER);
        for (const text of lines) {
          try {
            rows.read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
          }
        }
        rows.restart();
        rows.read(HEADER);
        expect(rows.read(ROW)).toMatchObject(BAR);
      }),
    );
});

it('reads rows without a header, and does not take the first line for one that it cannot read', () => {
  const rows = new CsvRows('x.csv', entry, MINUTE_US, calendarOf());
  expect(() => rows.read('12,1,2,0.5,1.5,7,8')).toThrow('expected a time');
  expect(rows.read(ROW)).toMatchObject({ instrument: 'X', ...BAR });
});

it('reads other delimiters, stamps of the close and columns of other names, as a data entry says', () => {
  const options = { ...entry, timestamp: 'close', columns: { open: 'first' } } as const;
  const rows = new CsvRows('x.csv', options, MINUTE_US, calendarOf());
  expect(rows.read('\uFEFFtime;first;high;low;close')).toBeUndefined();
  expect(rows.read('2024-01-05T14:31:00Z;1;2;"0.5";1.5')).toMatchObject({ ...BAR, volume: '' });
});
