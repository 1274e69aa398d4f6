import { connectDuckDb, literal } from '../duckdb.ts';
import type { RecordSide } from './record-side.ts';

/**
 * A record's table as CSV or Parquet, a row for each level, side of a quote, or trade: prices and sizes as exact decimals, times
 * as they were recorded.
 */
export async function exportRecord(
  path: string,
  side: RecordSide,
  file: string,
  format: 'csv' | 'parquet',
): Promise<void> {
  const connection = await connectDuckDb();
  const columns = [
    'line, kind, local_ns, venue_us, first_update, last_update, previous_update, side',
    `ticks * ${side.tickSize} AS price`,
    `lots * ${side.lotSize} AS size`,
  ];
  const options = format === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT parquet, COMPRESSION zstd';
  try {
    await connection.run(
      `COPY (SELECT ${columns.join(', ')} FROM read_parquet(${literal(path)})) TO ${literal(file)} (${options})`,
    );
  } finally {
    connection.closeSync();
  }
}
