import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { loadRates } from './rates.ts';

const { folder, put } = temporaryFolder();

const read = (text: string) => {
  put('eur.csv', text);
  return loadRates([{ currency: 'EUR', path: 'eur.csv' }], folder);
};

describe('a file of rates', () => {
  it('is known from its time on, a bare date from the end of that day', async () => {
    expect(await read('date,rate\n2024-01-01,1.1\n2024-01-03T12:00:00Z,1.2\n')).toEqual([
      { currency: 'EUR', rate: 1.1, tsUs: Date.UTC(2024, 0, 2) * 1_000 },
      { currency: 'EUR', rate: 1.2, tsUs: Date.UTC(2024, 0, 3, 12) * 1_000 },
    ]);
  });

  it.each([
    ['date,rate\n', /eur.csv: expected rows of a time and a rate of EUR, there are none/],
    ['date,rate\n2024-01-01,0\n', /eur.csv: row 1: rate: expected a number above 0, was "0"/],
    ['date,rate\n2024-01-01,1.1\n2024-01-02,"1.1\n', /eur.csv: expected CSV, after row 1: Quote Not Closed/],
  ])('that cannot be read is refused: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
