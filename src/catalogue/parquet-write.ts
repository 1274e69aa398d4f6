import type { BarSeries } from '../core/market/series.ts';
import { type Instrument, priceOf } from '../core/model/instrument.ts';
import { connectDuckDb, literal } from './duckdb.ts';
import { QUOTE_COLUMNS, TRADE_COLUMNS } from './header.ts';

/** DuckDB's vectors hold so many rows. */
const VECTOR_ROWS = 2_048;

/**
 * Bars as Parquet: `open_time` and `close_time` (UTC), prices as doubles in units of the currency (the shortest decimal of
 * each is the price on its tick), volume.
 */
export async function writeParquet(path: string, instrument: Instrument, series: BarSeries): Promise<void> {
  const { DOUBLE, DuckDBDataChunk } = await import('@duckdb/node-api');
  const columns = columnsOf(series);
  const connection = await connectDuckDb();
  try {
    await connection.run(`CREATE TABLE bars (${columns.map(({ name }) => `${name} DOUBLE`).join(', ')})`);
    const appender = await connection.createAppender('bars');
    const types = columns.map(() => DOUBLE);
    for (let from = 0; from < series.length; from += VECTOR_ROWS) {
      const rows = Math.min(VECTOR_ROWS, series.length - from);
      const chunk = DuckDBDataChunk.create(types, rows);
      for (const [i, { values, ticks }] of columns.entries()) {
        chunk.setColumnValues(
          i,
          Array.from(values.subarray(from, from + rows), (value) =>
            Number.isNaN(value) ? null : ticks ? priceOf(instrument, value) : value,
          ),
        );
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const times = ['open_time', 'close_time'].map((name) => `make_timestamp(${name}::BIGINT) AS ${name}`);
    const rest = columns.slice(2).map(({ name }) => name);
    await connection.run(
      `COPY (SELECT ${[...times, ...rest].join(', ')} FROM bars) TO ${literal(path)} (FORMAT parquet)`,
    );
  } finally {
    connection.closeSync();
  }
}

function columnsOf(series: BarSeries): { name: string; values: Float64Array; ticks: boolean }[] {
  const prices = series.quoted
    ? [
        series.bidOpen,
        series.bidHigh,
        series.bidLow,
        series.bidClose,
        series.askOpen,
        series.askHigh,
        series.askLow,
        series.askClose,
      ]
    : [series.open, series.high, series.low, series.close];
  const names = series.quoted ? QUOTE_COLUMNS : TRADE_COLUMNS;
  return [
    { name: 'open_time', values: series.openUs, ticks: false },
    { name: 'close_time', values: series.tsUs, ticks: false },
    ...names.map((name, i) => ({ name, values: prices[i], ticks: true })),
    { name: 'volume', values: series.volume, ticks: false },
  ];
}
