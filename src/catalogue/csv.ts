import { pipeline } from 'node:stream/promises';
import { Fault } from '../core/base/fault.ts';
import type { RowSink } from './bar-builder.ts';
import { type DataFile, gzipFault, isGzipError, textStream } from './file.ts';
import { type HeaderOptions, isHeader, type Layout, layoutOf, plainLayout } from './header.ts';
import { StampReader } from './stamp-reader.ts';

export interface CsvOptions extends HeaderOptions {
  readonly timezone?: string;
}

/** Streams a CSV file, gzip or not, into the builder. Returns the SHA-256 of the file's bytes. */
export async function readCsv(file: DataFile, builder: RowSink, options: CsvOptions): Promise<string> {
  const rows = new CsvRows(file.path, builder, options);
  const sha256 = await readRecords(
    file,
    (record) => rows.take(record),
    () => builder.rows,
  );
  rows.end();
  return sha256;
}

/**
 * Streams the records of a CSV file, gzip or not, its header among them. What is no CSV is a Fault that says after which row, of
 * the `rows` that the caller has counted. Returns the SHA-256 of the file's bytes.
 */
export async function readRecords(
  file: DataFile,
  take: (record: string[]) => void,
  rows: () => number,
): Promise<string> {
  const { CsvError, parse } = await import('csv-parse');
  const { stages, sha256 } = textStream(file);
  const parser = parse({
    delimiter: delimiterOf(file.head),
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  try {
    await pipeline([
      ...stages,
      parser,
      async (records: AsyncIterable<string[]>) => {
        for await (const record of records) take(record);
      },
    ]);
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (isGzipError(error)) throw gzipFault(file.path, error, rows());
    if (error instanceof CsvError) {
      throw new Fault('data', `${file.path}: expected CSV, after row ${rows()}: ${error.message}`);
    }
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code === 'string') throw new Fault('world', `${file.path}: cannot be read (${code})`);
    throw error;
  }
  return sha256();
}

/** Comma, semicolon or tab: whichever the first line has most of. */
function delimiterOf(head: string): string {
  const line = head.slice(0, head.search(/[\r\n]|$/));
  const counted = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counted.reduce((best, other) => (other.count > best.count ? other : best)).delimiter;
}

class CsvRows {
  private readonly file: string;
  private readonly builder: RowSink;
  private readonly options: CsvOptions;
  private readonly stamps: StampReader;
  private layout: Layout | undefined;

  constructor(file: string, builder: RowSink, options: CsvOptions) {
    this.file = file;
    this.builder = builder;
    this.options = options;
    this.stamps = new StampReader(file, options.timezone);
  }

  take(record: string[]): void {
    let layout = this.layout;
    if (layout === undefined) {
      const header = isHeader(record);
      if (!header && this.options.columns !== undefined) {
        throw new Fault(
          'data',
          `${this.file}: columns: expected a header to map from, the file begins with ${record.join(', ')}`,
        );
      }
      layout = header ? layoutOf(record, this.file, this.options) : plainLayout(record.length, this.file);
      this.layout = layout;
      this.builder.begin(layout.priceNames);
      if (header) return;
    }
    this.row(record, layout);
  }

  end(): void {
    if (this.layout === undefined) throw new Fault('data', `${this.file}: expected rows, the file is empty`);
    if (this.builder.rows === 0)
      throw new Fault('data', `${this.file}: expected rows after the header, there are none`);
  }

  private row(record: string[], layout: Layout): void {
    const { builder } = this;
    const row = builder.rows + 1;
    if (record.length !== layout.width) {
      throw new Fault('data', `${this.file}: row ${row}: expected ${layout.width} columns, found ${record.length}`);
    }
    const date = record[layout.timestamp];
    const stamp = layout.timeOfDay < 0 ? date : `${date} ${record[layout.timeOfDay]}`;
    const stampUs = this.stamps.read(stamp, row);
    builder.startRow(stampUs, this.stamps.bareDate);
    const { prices } = layout;
    for (let i = 0; i < prices.length; i++) builder.priceText(i, record[prices[i]]);
    builder.endRow(layout.volume < 0 ? Number.NaN : builder.volumeText(record[layout.volume]));
  }
}
