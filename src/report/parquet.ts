import { connectDuckDb, literal, quoted } from '../catalogue/duckdb.ts';
import type { Column, ResultTable } from './tables/result-table.ts';

/** DuckDB's vectors hold so many rows. */
const VECTOR_ROWS = 2_048;

/**
 * Tables as Parquet, a file each: times as TIMESTAMP (UTC, microseconds), exact decimals as DECIMAL(38, scale) and therefore
 * exact to the last digit, floats as DOUBLE, counts as BIGINT, texts as VARCHAR, flags as BOOLEAN.
 */
export async function writeParquetTables(tables: readonly { table: ResultTable; path: string }[]): Promise<void> {
  const { BOOLEAN, DOUBLE, DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api');
  const connection = await connectDuckDb();
  try {
    for (const { table, path } of tables) {
      const name = quoted(table.name);
      const types = table.columns.map(({ kind }) =>
        kind === 'text' || kind === 'decimal' ? VARCHAR : kind === 'flag' ? BOOLEAN : DOUBLE,
      );
      const declared = table.columns.map((column, i) => `${quoted(column.name)} ${types[i].toString()}`);
      await connection.run(`CREATE TABLE ${name} (${declared.join(', ')})`);
      const appender = await connection.createAppender(table.name);
      for (let from = 0; from < table.count; from += VECTOR_ROWS) {
        const rows = Math.min(VECTOR_ROWS, table.count - from);
        const chunk = DuckDBDataChunk.create(types, rows);
        table.columns.forEach((column, i) =>
          chunk.setColumnValues(
            i,
            Array.from({ length: rows }, (_, row) => column.at(from + row)),
          ),
        );
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
      await connection.run(
        `COPY (SELECT ${table.columns.map(typed).join(', ')} FROM ${name}) TO ${literal(path)} (FORMAT parquet)`,
      );
      await connection.run(`DROP TABLE ${name}`);
    }
  } finally {
    connection.closeSync();
  }
}

/** Whole numbers up to 2^53 and microseconds fit a double exactly; they are given their type on the way out. */
function typed(column: Column): string {
  const name = quoted(column.name);
  if (column.kind === 'decimal') return `${name}::DECIMAL(38, ${column.scale}) AS ${name}`;
  if (column.kind === 'time') return `make_timestamp(${name}::BIGINT) AS ${name}`;
  if (column.kind === 'integer') return `${name}::BIGINT AS ${name}`;
  return name;
}
