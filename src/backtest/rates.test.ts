import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { loadRates } from './rates.ts';

const { folder, put } = temporaryFolder();

const read = (text: string) => {
  put('eur.csv', text);
  return loadRates([{ currency: 'EUR', path: 'eur.csv' }], folder);
};

describe('a file of rates', () => {
  it.each([
    ['2024-01-01', Date.UTC(2024, 0, 2)],
    ['2024-01-03T12:00:00Z', Date.UTC(2024, 0, 3, 12)],
  ])('is known from its time on, a bare date from the end of that day: %s', async (stamp, ms) => {
    expect(await read(`date,rate\n${stamp},1.1\n`)).toEqual([{ currency: 'EUR', rate: 1.1, tsUs: ms * 1_000 }]);
  });

  it.each([
    ['date,rate\n', /eur.csv: expected rows of a time and a rate of EUR, there are none/],
    ['date,rate\n2024-01-01,0\n', /eur.csv: row 1: rate: expected a number above 0, was "0"/],
    ['date,rate\n2024-01-01,1.1\n2024-01-02,"1.1\n', /eur.csv: expected CSV, after row 1: Quote Not Closed/],
  ])('that cannot be read is refused: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
