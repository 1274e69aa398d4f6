import type { DuckDBAppender, DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { rmSync } from 'node:fs';
import { literal, openDuckDb } from '../duckdb.ts';
import type { BinanceMessages } from './binance-message.ts';
import { RecordKind } from './record-kind.ts';

const VECTOR_ROWS = 2_048;
/** Rows after which what was appended goes to disk. */
const FLUSH_ROWS = 64 * VECTOR_ROWS;
const COLUMNS = [
  'line',
  'kind',
  'local_us',
  'local_rest_ns',
  'venue_us',
  'first_update',
  'last_update',
  'previous_update',
  'side',
  'price',
  'size',
] as const;

/**
 * Rows on their way into a record's Parquet file. They wait in a database file beside it, so that memory holds a few vectors
 * however long the capture is. `open`, then `add` for each event, then `write`; `close` in any case.
 */
export class RecordWriter {
  private readonly path: string;
  private readonly connection: DuckDBConnection;
  private readonly columns = COLUMNS.map(() => new Float64Array(VECTOR_ROWS));
  private readonly makeChunk: (rows: number) => DuckDBDataChunk;
  /** Used again and again: memory of chunks that are let go is only given back when it is collected. */
  private readonly chunk: DuckDBDataChunk;
  private appender: DuckDBAppender;
  private rows = 0;
  private unflushed = 0;

  private constructor(
    path: string,
    connection: DuckDBConnection,
    appender: DuckDBAppender,
    makeChunk: (rows: number) => DuckDBDataChunk,
  ) {
    this.path = path;
    this.connection = connection;
    this.appender = appender;
    this.makeChunk = makeChunk;
    this.chunk = makeChunk(VECTOR_ROWS);
  }

  /** `path`: of a file that is not there yet. */
  static async open(path: string): Promise<RecordWriter> {
    const { DOUBLE, DuckDBDataChunk } = await import('@duckdb/node-api');
    const connection = await openDuckDb(path, { memory_limit: '128MB' });
    await connection.run('PRAGMA disable_checkpoint_on_shutdown');
    await connection.run(`CREATE TABLE rows (${COLUMNS.map((name) => `${name} DOUBLE`).join(', ')})`);
    // One transaction that is never committed: full row groups go to the file at once, and no log is kept of them.
    await connection.run('BEGIN TRANSACTION');
    const types = COLUMNS.map(() => DOUBLE);
    const appender = await connection.createAppender('rows');
    return new RecordWriter(path, connection, appender, (rows) => DuckDBDataChunk.create(types, rows));
  }

  /** The event that was read last, on this line. A book without a level is one row of side 0. */
  add(line: number, localUs: number, localRestNs: number, event: BinanceMessages): void {
    const { levels } = event;
    const { count } = levels;
    if (count === 0) this.addRow(line, localUs, localRestNs, event, 0, 0, 0);
    for (let i = 0; i < count; i++)
      this.addRow(line, localUs, localRestNs, event, levels.sides[i], levels.ticks[i], levels.lots[i]);
  }

  /**
   * All rows as Parquet, in the order in which they came: prices and sizes divided by the steps of ticks and lots. Trades told
   * together are left out where they are told one by one too.
   */
  async write(file: string, priceSteps: number, sizeSteps: number, leaveOutAggregates: boolean): Promise<void> {
    this.append();
    this.appender.closeSync();
    const names = Object.entries(RecordKind).map(([name, kind]) => `WHEN ${kind} THEN ${literal(name)}`);
    const known = (name: string) => `CASE WHEN ${name} >= 0 THEN ${name}::BIGINT END AS ${name}`;
    const select = [
      'line::BIGINT AS line',
      `CASE kind ${names.join(' ')} END AS kind`,
      'local_us::BIGINT * 1000 + local_rest_ns::BIGINT AS local_ns',
      known('venue_us'),
      known('first_update'),
      known('last_update'),
      known('previous_update'),
      'side::TINYINT AS side',
      `price::BIGINT // ${priceSteps} AS ticks`,
      `size::BIGINT // ${sizeSteps} AS lots`,
    ];
    const where = leaveOutAggregates ? ` WHERE kind <> ${RecordKind.aggregateTrade}` : '';
    await this.connection.run(
      `COPY (SELECT ${select.join(', ')} FROM rows${where}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  }

  close(): void {
    this.connection.closeSync();
    for (const ending of ['', '.wal']) rmSync(this.path + ending, { force: true });
  }

  private addRow(
    line: number,
    localUs: number,
    localRestNs: number,
    event: BinanceMessages,
    side: number,
    price: number,
    size: number,
  ): void {
    const { columns, rows } = this;
    columns[0][rows] = line;
    columns[1][rows] = event.kind;
    columns[2][rows] = localUs;
    columns[3][rows] = localRestNs;
    columns[4][rows] = Number.isNaN(event.venueUs) ? -1 : event.venueUs;
    columns[5][rows] = Number.isNaN(event.firstUpdate) ? -1 : event.firstUpdate;
    columns[6][rows] = Number.isNaN(event.lastUpdate) ? -1 : event.lastUpdate;
    columns[7][rows] = Number.isNaN(event.previousUpdate) ? -1 : event.previousUpdate;
    columns[8][rows] = side;
    columns[9][rows] = price;
    columns[10][rows] = size;
    this.rows += 1;
    if (this.rows === VECTOR_ROWS) this.append();
  }

  private append(): void {
    const { rows } = this;
    if (rows === 0) return;
    const chunk = rows === VECTOR_ROWS ? this.chunk : this.makeChunk(rows);
    for (const [i, column] of this.columns.entries()) {
      const vector = chunk.getColumnVector(i);
      for (let row = 0; row < rows; row++) vector.setItem(row, column[row]);
      vector.flush();
    }
    this.appender.appendDataChunk(chunk);
    this.rows = 0;
    this.unflushed += rows;
    if (this.unflushed < FLUSH_ROWS) return;
    this.appender.flushSync();
    this.unflushed = 0;
  }
}
