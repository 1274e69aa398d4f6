import type { Schema, Table } from './columns.ts';

/** One row of a table as a plain object, for tests. */
export function rowOf<S extends Schema>(rows: Table<S>, index: number): Record<keyof S, unknown> {
  const row: Record<string, unknown> = {};
  for (const name of Object.keys(rows.schema)) row[name] = (rows[name] as ArrayLike<unknown>)[index];
  return row as Record<keyof S, unknown>;
}
