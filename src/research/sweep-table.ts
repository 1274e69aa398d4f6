import { rm } from 'node:fs/promises';
import { literal, openDuckDb, quoted } from '../catalogue/duckdb.ts';
import type { Axis } from './axis.ts';
import { metricNames } from './metric-names.ts';
import { readRows } from './row-file.ts';
import type { SweepRow } from './sweep-row.ts';

/** DuckDB's vectors hold so many rows. */
const VECTOR_ROWS = 2_048;
const MEMORY = '256MB';

const COUNTS = ['bars', 'intents', 'decisions', 'orders', 'fills', 'refusals', 'trades'] as const;

type Kind = 'integer' | 'number' | 'text' | 'flag';

interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly of: (row: SweepRow) => number | string | boolean | null;
}

/**
 * The rows of a sweep as Parquet: a column for each parameter (named `AGENT.PARAMETER`), metric and count. They pass through a
 * file beside it, so that memory does not grow with them.
 */
export async function writeSweepTable(rowsPath: string, path: string, axes: readonly Axis[]): Promise<void> {
  const { BOOLEAN, DOUBLE, DuckDBDataChunk, VARCHAR } = await import('@duckdb/node-api');
  const columns = columnsOf(axes);
  const types = columns.map(({ kind }) => (kind === 'text' ? VARCHAR : kind === 'flag' ? BOOLEAN : DOUBLE));
  const between = `${path}.duckdb`;
  await removeDatabase(between);
  const connection = await openDuckDb(between, { memory_limit: MEMORY });
  try {
    const declared = columns.map(({ name }, i) => `${quoted(name)} ${types[i].toString()}`);
    await connection.run(`CREATE TABLE points (${declared.join(', ')})`);
    const appender = await connection.createAppender('points');
    let rows: SweepRow[] = [];
    const append = (): void => {
      const chunk = DuckDBDataChunk.create(types, rows.length);
      for (const [i, { of }] of columns.entries()) chunk.setColumnValues(i, rows.map(of));
      appender.appendDataChunk(chunk);
      rows = [];
    };
    for await (const row of readRows(rowsPath)) {
      rows.push(row);
      if (rows.length === VECTOR_ROWS) append();
    }
    if (rows.length > 0) append();
    appender.closeSync();
    await connection.run(
      `COPY (SELECT ${columns.map(typed).join(', ')} FROM points) TO ${literal(path)} (FORMAT parquet)`,
    );
  } finally {
    connection.closeSync();
    await removeDatabase(between);
  }
}

async function removeDatabase(path: string): Promise<void> {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true });
}

function columnsOf(axes: readonly Axis[]): Column[] {
  return [
    { name: 'row', kind: 'integer', of: ({ row }) => row },
    { name: 'point', kind: 'integer', of: ({ point }) => point },
    { name: 'rung', kind: 'integer', of: ({ rung }) => rung },
    { name: 'share', kind: 'number', of: ({ share }) => share },
    { name: 'status', kind: 'text', of: ({ status }) => status },
    ...axes.map(parameterColumn),
    ...metricNames.map((name): Column => ({ name, kind: 'number', of: ({ metrics }) => metrics?.[name] ?? null })),
    ...COUNTS.map((name): Column => ({ name, kind: 'integer', of: ({ counts }) => counts?.[name] ?? null })),
    { name: 'endEquity', kind: 'text', of: ({ endEquity }) => endEquity },
    { name: 'configHash', kind: 'text', of: ({ configHash }) => configHash },
    { name: 'resultHash', kind: 'text', of: ({ resultHash }) => resultHash },
    { name: 'error', kind: 'text', of: ({ error }) => error },
  ];
}

/** Values of several types are texts. */
function parameterColumn(axis: Axis): Column {
  const values = 'values' in axis ? axis.values.filter((value) => value !== null) : [axis.from];
  const kinds = new Set(values.map((value) => typeof value));
  const [only] = kinds.size === 1 ? kinds : ['string'];
  const name = axis.key;
  const at = ({ parameters }: SweepRow) => parameters[name] ?? null;
  if (only === 'number') return { name, kind: 'number', of: at };
  if (only === 'boolean') return { name, kind: 'flag', of: at };
  return { name, kind: 'text', of: (row) => (at(row) === null ? null : String(at(row))) };
}

function typed({ name, kind }: Column): string {
  return kind === 'integer' ? `${quoted(name)}::BIGINT AS ${quoted(name)}` : quoted(name);
}
