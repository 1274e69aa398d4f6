import { assert } from '../core/base/assert.ts';
import { type Decimal, decimalOf, parseDecimal } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import { fundingOf } from '../core/model/action.ts';
import type { DatedAction } from './adjust.ts';
import type { NumberSink, RowSink } from './bar-builder.ts';
import type { BarTimes } from './bar-times.ts';
import { readCsv } from './csv.ts';
import type { DataFile } from './file.ts';
import type { HeaderOptions } from './header.ts';
import { parquetColumns, readParquet } from './parquet.ts';

export interface FundingOptions extends HeaderOptions {
  readonly timezone?: string;
}

/**
 * Rates of funding that stand in a column of a file beside its bars, each due at its row's stamp; a row without one, or with
 * 0, is no moment of funding. Undefined where the file has no such column.
 */
export async function readFunding(
  file: DataFile,
  column: string,
  instrument: number,
  times: BarTimes,
  options: FundingOptions,
): Promise<readonly DatedAction[] | undefined> {
  if (!(await columnsOf(file)).includes(column)) return undefined;
  const rows = new FundingRows(file.path, column, instrument, times, options.timestamp === 'close');
  // The readers hand over prices, which are of no interest here, and one further column.
  const reading = { ...options, columns: { ...options.columns, volume: column } };
  await (file.kind === 'parquet' ? readParquet(file, rows, reading) : readCsv(file, rows, reading));
  return rows.actions;
}

async function columnsOf(file: DataFile): Promise<readonly string[]> {
  if (file.kind === 'parquet') return parquetColumns(file);
  const [header = ''] = file.head.split(/\r?\n/, 1);
  return header.split(/[,;\t]/).map((name) => name.trim().replace(/^"|"$/g, ''));
}

class FundingRows implements RowSink, NumberSink {
  readonly actions: DatedAction[] = [];
  rows = 0;
  private readonly path: string;
  private readonly column: string;
  private readonly instrument: number;
  private readonly times: BarTimes;
  private readonly byClose: boolean;
  private usable = true;
  private rate: Decimal | undefined;

  constructor(path: string, column: string, instrument: number, times: BarTimes, byClose: boolean) {
    this.path = path;
    this.column = column;
    this.instrument = instrument;
    this.times = times;
    this.byClose = byClose;
  }

  begin(): void {}

  startRow(stampUs: Us, bareDate: boolean): void {
    this.rows += 1;
    this.usable = this.times.set(stampUs, bareDate) === undefined;
  }

  startBar(): void {
    assert(false, 'a file of our own has no rates of funding');
  }

  priceText(): void {}
  priceNumber(): void {}

  volumeText(text: string): number {
    this.rate = text.trim() === '' ? undefined : parseDecimal(text);
    if (text.trim() !== '' && this.rate === undefined)
      throw new Fault('data', `${this.path}: row ${this.rows}: ${this.column}: expected a rate, was "${text}"`);
    return Number.NaN;
  }

  /** A text has been read before; a number comes here. */
  endRow(number: number): void {
    if (Math.abs(number) === Number.POSITIVE_INFINITY)
      throw new Fault('data', `${this.path}: row ${this.rows}: ${this.column}: expected a rate, was ${number}`);
    const rate = Number.isNaN(number) ? this.rate : decimalOf(number);
    const { times, instrument } = this;
    if (!this.usable || rate === undefined || rate.units === 0n) return;
    const tsUs = this.byClose ? times.closeUs : times.openUs;
    this.actions.push({ tsUs, action: fundingOf(instrument, rate) });
  }
}
