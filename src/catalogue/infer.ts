import { parseDecimal } from '../core/base/decimal.ts';
import { Fault } from '../core/base/fault.ts';
import type { RowSink } from './bar-builder.ts';
import { readCsv } from './csv.ts';
import type { DataEntry } from './data-entry.ts';
import { openDataFile } from './file.ts';
import { resolveDataPath } from './package-path.ts';

/** The steps that the numbers of a file are written in: an import without `--tick` starts from them. */
export interface InferredSteps {
  readonly tickSize: string;
  readonly lotSize: string;
}

/**
 * The coarsest power of ten that holds every price of a CSV file, and the same of the volumes (at most 1). A guess from what
 * is written: it may be finer than the market's tick, never coarser. The caller tells the user what was taken.
 */
export async function inferSteps(entry: DataEntry, baseDir: string): Promise<InferredSteps> {
  const path = resolveDataPath(entry.path ?? '', baseDir);
  const file = await openDataFile(path);
  if (file.kind === 'parquet')
    throw new Fault('config', `tickSize: expected a value: prices in ${path} are binary and show no tick`);
  const scout = new StepScout();
  await readCsv(file, scout, entry);
  return { tickSize: stepOf(scout.priceDecimals), lotSize: stepOf(scout.volumeDecimals) };
}

class StepScout implements RowSink {
  rows = 0;
  priceDecimals = 0;
  volumeDecimals = 0;

  begin(): void {}

  startRow(): void {
    this.rows += 1;
  }

  priceText(_index: number, text: string): void {
    this.priceDecimals = Math.max(this.priceDecimals, parseDecimal(text)?.scale ?? 0);
  }

  volumeText(text: string): number {
    this.volumeDecimals = Math.max(this.volumeDecimals, parseDecimal(text)?.scale ?? 0);
    return 0;
  }

  endRow(): void {}
}

function stepOf(decimals: number): string {
  return decimals === 0 ? '1' : `0.${'1'.padStart(decimals, '0')}`;
}
