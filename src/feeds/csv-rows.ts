import { parse } from 'csv-parse/sync';
import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import type { Calendar } from '../core/market/calendar.ts';
import { BarTimes } from '../catalogue/bar-times.ts';
import type { DataEntry } from '../catalogue/data-entry.ts';
import { isHeader, type Layout, layoutOf, plainLayout } from '../catalogue/header.ts';
import { StampReader } from '../catalogue/stamp-reader.ts';
import type { RawBar } from './normaliser.ts';

/** Lines of CSV, one by one, into bars as they are written, by the same rules as a data entry of a run file. */
export class CsvRows {
  private readonly path: string;
  private readonly entry: DataEntry;
  private readonly times: BarTimes;
  private stamps: StampReader;
  private layout: Layout | undefined;
  private delimiter = ',';
  private row = 0;

  constructor(path: string, entry: DataEntry, intervalUs: Us, calendar: Calendar) {
    this.path = path;
    this.entry = entry;
    this.times = new BarTimes(intervalUs, calendar, entry.timestamp ?? 'open', entry.timezone);
    this.stamps = new StampReader(path, entry.timezone);
  }

  /** Another file begins: its header may differ. */
  restart(): void {
    this.layout = undefined;
    this.row = 0;
    this.stamps = new StampReader(this.path, this.entry.timezone);
  }

  /** The bar of this line, `undefined` of a header; a `Fault` says why it is no row. */
  read(line: string): RawBar | undefined {
    if (this.layout === undefined) this.delimiter = delimiterOf(line);
    const fields = this.fields(line);
    let { layout } = this;
    if (layout === undefined) {
      const header = isHeader(fields);
      layout = header ? layoutOf(fields, this.path, this.entry) : plainLayout(fields.length, this.path);
      if (header) {
        this.layout = layout;
        return undefined;
      }
    }
    const { timestamp, timeOfDay, prices, volume, width } = layout;
    this.row += 1;
    if (fields.length !== width) throw new Fault('data', `expected ${width} columns, found ${fields.length}`);
    const stamp = timeOfDay < 0 ? fields[timestamp] : `${fields[timestamp]} ${fields[timeOfDay]}`;
    const stampUs = this.stamps.read(stamp, this.row);
    const wrong = this.times.set(stampUs, this.stamps.bareDate);
    if (wrong !== undefined) throw new Fault('data', wrong.text);
    // A first line without a header is believed once it has been read as a row.
    this.layout = layout;
    return {
      instrument: this.entry.instrument,
      openUs: this.times.openUs,
      tsUs: this.times.closeUs,
      prices: prices.map((place) => fields[place]),
      volume: volume < 0 ? '' : fields[volume],
    };
  }

  private fields(line: string): string[] {
    try {
      const [fields] = parse(line, { delimiter: this.delimiter, bom: true, relax_column_count: true });
      if (fields !== undefined) return fields;
    } catch (error) {
      throw new Fault('data', `expected CSV: ${error instanceof Error ? error.message : String(error)}`);
    }
    throw new Fault('data', 'expected CSV, found nothing');
  }
}

function delimiterOf(line: string): string {
  const width = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, other) => (width(other) > width(best) ? other : best));
}
