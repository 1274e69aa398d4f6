import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDuckDb, literal } from '../catalogue/duckdb.ts';
import { parseDecimal, unitsAt } from '../core/base/decimal.ts';
import { formatTime } from '../core/base/time.ts';
import { csvOf } from './csv.ts';
import { jsonOf } from './json.ts';
import { writeParquetTables } from './parquet.ts';
import { sampleResult } from './sample-result.twin.ts';
import { decimal, integer, number, type ResultTable, text, time } from './tables/result-table.ts';
import { resultTables } from './tables/tables.ts';

const tables = resultTables(sampleResult({ sessions: 120, reason: 'said "buy", then\nwaited, at {0}' }));

const odd: ResultTable = {
  name: 'odd',
  count: 3,
  columns: [
    text('a "name", odd', (row) => ['', 'a,b', 'line\r\nline'][row]),
    decimal('exact', 10, (row) => ['90071992.5474099100', '-0.5', null][row]),
    number('float', (row) => [0.1 + 0.2, -1e-300, Number.NaN][row]),
    integer('whole', (row) => [2 ** 53 - 1, -0, Number.NaN][row]),
    time('when', (row) => [1_700_000_000_000_001, 0, Number.NaN][row]),
  ],
};

describe('CSV', () => {
  it('reads back as the cells that were written', () => {
    for (const table of [...tables, odd]) {
      const [head, ...rows] = parse([...csvOf(table)].join('')) as string[][];
      expect(head).toEqual(table.columns.map(({ name }) => name));
      expect(rows).toHaveLength(table.count);
      rows.forEach((row, r) => expect(row).toEqual(table.columns.map((column) => textOf(column, r))));
    }
  });
});

describe('JSON', () => {
  it('reads back as one object a row, null where there is no value', () => {
    for (const table of [...tables, odd]) {
      const rows = JSON.parse([...jsonOf(table)].join('')) as Record<string, unknown>[];
      expect(rows).toHaveLength(table.count);
      rows.forEach((row, r) => {
        for (const column of table.columns) {
          const value = column.at(r);
          expect(row[column.name]).toEqual(
            column.kind === 'time' && value !== null ? formatTime(value as number) : value,
          );
        }
      });
    }
  });

  it('of a table without rows is an empty list', () => {
    expect(JSON.parse([...jsonOf({ ...odd, count: 0 })].join(''))).toEqual([]);
  });
});

describe('Parquet', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'conclave-parquet-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads back as the same cells, decimals to the last digit and times to the microsecond', async () => {
    const all = [...tables, odd];
    await writeParquetTables(all.map((table) => ({ table, path: join(folder, `${table.name}.parquet`) })));
    const connection = await connectDuckDb();
    for (const table of all) {
      const reader = await connection.runAndReadAll(
        `SELECT * FROM read_parquet(${literal(join(folder, `${table.name}.parquet`))})`,
      );
      expect(reader.columnNames()).toEqual(table.columns.map(({ name }) => name));
      const rows = reader.getRows();
      expect(rows).toHaveLength(table.count);
      rows.forEach((row, r) => {
        table.columns.forEach((column, c) => {
          const value = column.at(r);
          const read = row[c] as { micros: bigint } & { value: bigint; scale: number };
          if (value === null) expect(row[c]).toBeNull();
          else if (column.kind === 'time') expect(read.micros).toBe(BigInt(value));
          else if (column.kind === 'integer') expect(Number(row[c])).toBe(value);
          else if (column.kind === 'decimal') {
            const wanted = parseDecimal(String(value));
            expect(read.scale).toBe(column.scale);
            expect(read.value).toBe(wanted === undefined ? undefined : unitsAt(wanted, column.scale));
          } else expect(row[c]).toBe(value);
        });
      });
    }
    connection.closeSync();
  });
});

function textOf(column: ResultTable['columns'][number], row: number): string {
  const value = column.at(row);
  if (value === null) return '';
  return column.kind === 'time' ? formatTime(value as number) : String(value);
}
