import { Fault } from '../core/base/fault.ts';
import { DAY_US, type Us } from '../core/base/time.ts';
import { readRecords } from '../catalogue/csv.ts';
import { openDataFile } from '../catalogue/file.ts';
import { resolveDataPath } from '../catalogue/package-path.ts';
import { StampReader } from '../catalogue/stamp-reader.ts';

/** A dated rate: units of the account's currency per unit of `currency` from this moment on. */
export interface DatedRate {
  readonly tsUs: Us;
  readonly currency: string;
  readonly rate: number;
}

/** Rates of exchange in the order of time; those of one moment by currency. */
export class RateTape {
  private readonly rates: readonly DatedRate[];
  private next = 0;

  constructor(rates: readonly DatedRate[]) {
    this.rates = rates.toSorted((a, b) => a.tsUs - b.tsUs || (a.currency < b.currency ? -1 : 1));
  }

  /** When the next one is due; +Infinity after the last. */
  get nextUs(): Us {
    return this.next < this.rates.length ? this.rates[this.next].tsUs : Number.POSITIVE_INFINITY;
  }

  /** Hands out those that are due. */
  until(nowUs: Us, take: (currency: string, rate: number) => void): void {
    while (this.next < this.rates.length && this.rates[this.next].tsUs <= nowUs) {
      const { currency, rate } = this.rates[this.next++];
      take(currency, rate);
    }
  }
}

/** Files of two columns, a time and a rate, with a header. The rate of a bare date is known when that day (UTC) is over. */
export async function loadRates(
  files: readonly { readonly currency: string; readonly path: string }[],
  baseDir: string,
): Promise<DatedRate[]> {
  const rates: DatedRate[] = [];
  for (const { currency, path } of files) rates.push(...(await readRates(currency, resolveDataPath(path, baseDir))));
  return rates;
}

async function readRates(currency: string, path: string): Promise<DatedRate[]> {
  const stamps = new StampReader(path, undefined);
  const rates: DatedRate[] = [];
  let hasHeader = false;
  const take = ([stamp = '', text = '']: readonly string[]): void => {
    if (hasHeader) rates.push(rateOf(stamp, text, rates.length + 1));
    hasHeader = true;
  };
  const rateOf = (stamp: string, text: string, row: number): DatedRate => {
    const rate = Number(text);
    if (!(rate > 0 && Number.isFinite(rate)))
      throw new Fault('data', `${path}: row ${row}: rate: expected a number above 0, was "${text}"`);
    const tsUs = stamps.read(stamp, row);
    return { currency, rate, tsUs: stamps.bareDate ? tsUs + DAY_US : tsUs };
  };
  await readRecords(await openDataFile(path), take, () => rates.length);
  if (rates.length === 0)
    throw new Fault('data', `${path}: expected rows of a time and a rate of ${currency}, there are none`);
  return rates;
}
