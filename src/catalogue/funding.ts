import { type Decimal, parseDecimal } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import { fundingOf } from '../core/model/action.ts';
import type { DatedAction } from './adjust.ts';
import type { RowSink } from './bar-builder.ts';
import type { BarTimes } from './bar-times.ts';
import { readCsv } from './csv.ts';
import type { DataFile } from './file.ts';
import type { HeaderOptions } from './header.ts';

export interface FundingOptions extends HeaderOptions {
  readonly timezone?: string;
}

/**
 * Rates of funding that stand in a column of a CSV file beside its bars, each due at its row's stamp; a row without one, or with
 * 0, is no moment of funding. Undefined where the file has no such column.
 */
export async function readFunding(
  file: DataFile,
  column: string,
  instrument: number,
  times: BarTimes,
  options: FundingOptions,
): Promise<readonly DatedAction[] | undefined> {
  const [header = ''] = file.head.split(/\r?\n/, 1);
  if (file.kind === 'parquet') return undefined;
  const names = header.split(/[,;\t]/).map((name) => name.trim().replace(/^"|"$/g, ''));
  if (!names.includes(column)) return undefined;
  const rows = new FundingRows(file.path, column, instrument, times, options.timestamp === 'close');
  // The reader hands over prices, which are of no interest here, and one further column.
  await readCsv(file, rows, { ...options, columns: { ...options.columns, volume: column } });
  return rows.actions;
}

class FundingRows implements RowSink {
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

  priceText(): void {}

  volumeText(text: string): number {
    this.rate = text.trim() === '' ? undefined : parseDecimal(text);
    if (text.trim() !== '' && this.rate === undefined)
      throw new Fault('data', `${this.path}: row ${this.rows}: ${this.column}: expected a rate, was "${text}"`);
    return Number.NaN;
  }

  endRow(): void {
    const { rate, times, instrument } = this;
    if (!this.usable || rate === undefined || rate.units === 0n) return;
    const tsUs = this.byClose ? times.closeUs : times.openUs;
    this.actions.push({ tsUs, action: fundingOf(instrument, rate) });
  }
}
