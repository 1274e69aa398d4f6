import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api';
import { Fault } from '../core/base/fault.ts';
import { WallClock } from '../core/market/zone.ts';
import type { NumberSink } from './bar-builder.ts';
import { connectDuckDb, literal, quoted } from './duckdb.ts';
import { type DataFile, hashFile } from './file.ts';
import { type HeaderOptions, layoutOf } from './header.ts';
import { StampReader } from './stamp-reader.ts';

export interface ParquetOptions extends HeaderOptions {
  readonly timezone?: string;
  /** A file of our own: `open_time` and `close_time` stand as they are. */
  readonly own?: boolean;
}

/** Reads a Parquet file into the builder, vector by vector. Returns the SHA-256 of the file's bytes. */
export async function readParquet(file: DataFile, builder: NumberSink, options: ParquetOptions): Promise<string> {
  const sha256 = await hashFile(file.path);
  await connected(file.path, (connection) => readRows(connection, file.path, builder, options));
  if (builder.rows === 0) throw new Fault('data', `${file.path}: expected rows, there are none`);
  return sha256;
}

/** The names of a Parquet file's columns, as they stand in it. */
export async function parquetColumns({ path }: DataFile): Promise<string[]> {
  return (await connected(path, (connection) => columnsOf(connection, path))).map(({ name }) => name);
}

async function connected<T>(path: string, read: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await connectDuckDb();
  try {
    return await read(connection);
  } catch (error) {
    if (error instanceof Fault || !(error instanceof Error)) throw error;
    throw new Fault('data', `${path}: expected a Parquet file, DuckDB says: ${error.message.split('\n')[0]}`);
  } finally {
    connection.closeSync();
  }
}

async function columnsOf(connection: DuckDBConnection, path: string): Promise<{ name: string; type: string }[]> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`);
  return described.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) }));
}

async function readRows(
  connection: DuckDBConnection,
  path: string,
  builder: NumberSink,
  options: ParquetOptions,
): Promise<void> {
  const table = `read_parquet(${literal(path)})`;
  const columns = await columnsOf(connection, path);
  const layout = layoutOf(
    columns.map(({ name }) => name),
    path,
    options,
  );
  const stampColumn = columns[layout.timestamp];
  const stampKind = kindOf(stampColumn.type);
  const stamp = quoted(stampColumn.name);
  // Microseconds fit a double exactly; anything else goes through the reader of texts.
  const stampSql =
    stampKind === 'text'
      ? `${stamp}::VARCHAR`
      : `epoch_us(${stampKind === 'date' ? `${stamp}::TIMESTAMP` : stamp})::DOUBLE`;
  const wanted = [...layout.prices, ...(layout.volume < 0 ? [] : [layout.volume])];
  const closeSql = options.own === true ? 'epoch_us(close_time)::DOUBLE' : 'NULL::DOUBLE';
  const sql = `SELECT ${[stampSql, closeSql, ...wanted.map((i) => `${quoted(columns[i].name)}::DOUBLE`)].join(', ')} FROM ${table}`;
  builder.begin(layout.priceNames);
  const stamps = new StampReader(path, options.timezone);
  const wallClock =
    stampKind === 'local' && options.timezone !== undefined ? new WallClock(options.timezone) : undefined;
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const time = chunk.getColumnVector(0);
    const close = chunk.getColumnVector(1);
    const prices = layout.prices.map((_, i) => chunk.getColumnVector(i + 2));
    const volume = layout.volume < 0 ? undefined : chunk.getColumnVector(layout.prices.length + 2);
    for (let row = 0; row < chunk.rowCount; row++) {
      const at = time.getItem(row);
      if (at === null)
        throw new Fault('data', `${path}: row ${builder.rows + 1}: timestamp: expected a time, was NULL`);
      const readUs = typeof at === 'number' ? at : stamps.read(String(at), builder.rows + 1);
      if (options.own === true) builder.startBar(readUs, numberAt(close, row));
      else
        builder.startRow(
          wallClock === undefined ? readUs : wallClock.toUtc(readUs),
          stampKind === 'date' || stamps.bareDate,
        );
      for (let i = 0; i < prices.length; i++) builder.priceNumber(i, numberAt(prices[i], row));
      builder.endRow(volume === undefined ? Number.NaN : numberAt(volume, row));
    }
  }
}

function kindOf(type: string): 'date' | 'local' | 'moment' | 'text' {
  if (type === 'DATE') return 'date';
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'moment';
  return type.startsWith('TIMESTAMP') ? 'local' : 'text';
}

function numberAt(vector: DuckDBVector, row: number): number {
  const value = vector.getItem(row);
  return value === null ? Number.NaN : Number(value);
}
