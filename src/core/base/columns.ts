/**
 * Tables of columns: what the engine puts out and what a run records. A row is an index; adding one allocates nothing until
 * a table must grow, and then it doubles. Columns are plain arrays, so a reader walks them without a view object.
 */
export type ColumnKind = 'number' | 'bigint' | 'text' | 'list';

export type Schema = Readonly<Record<string, ColumnKind>>;

interface ColumnTypes {
  number: Float64Array;
  bigint: bigint[];
  text: string[];
  list: (readonly (number | string)[])[];
}

export type Columns<S extends Schema> = { [K in keyof S]: ColumnTypes[S[K]] };

export type Table<S extends Schema> = Columns<S> & {
  /** Rows in use; columns may be longer. */
  count: number;
  readonly schema: S;
};

const NO_VALUES: readonly number[] = [];

export function table<S extends Schema>(schema: S, capacity = 16): Table<S> {
  const columns: Record<string, unknown> = { count: 0, schema };
  for (const [name, kind] of Object.entries(schema)) columns[name] = column(kind, capacity);
  return columns as Table<S>;
}

function column(kind: ColumnKind, capacity: number): unknown {
  switch (kind) {
    case 'number':
      return new Float64Array(capacity);
    case 'bigint':
      return Array.from({ length: capacity }, () => 0n);
    case 'text':
      return Array.from({ length: capacity }, () => '');
    case 'list':
      return Array.from({ length: capacity }, () => NO_VALUES);
  }
}

/** Makes room for one more row and returns its index. The caller fills in every column: old values may stand there. */
export function addRow<S extends Schema>(rows: Table<S>): number {
  const index = rows.count;
  if (index === capacityOf(rows)) grow(rows, Math.max(16, index * 2));
  rows.count = index + 1;
  return index;
}

function capacityOf<S extends Schema>(rows: Table<S>): number {
  for (const name in rows.schema) return (rows[name] as ArrayLike<unknown>).length;
  return 0;
}

function grow<S extends Schema>(rows: Table<S>, capacity: number): void {
  const columns = rows as unknown as Record<string, Float64Array | unknown[]>;
  for (const [name, kind] of Object.entries(rows.schema)) {
    const old = columns[name];
    const larger = column(kind, capacity) as Float64Array | unknown[];
    if (larger instanceof Float64Array) larger.set(old as Float64Array);
    else for (let i = 0; i < old.length; i++) larger[i] = old[i];
    columns[name] = larger;
  }
}

/** Copies row `index` of one table to the end of another of the same schema. */
export function copyRow<S extends Schema>(from: Table<S>, index: number, to: Table<S>): number {
  const row = addRow(to);
  const source = from as unknown as Record<string, unknown[]>;
  const target = to as unknown as Record<string, unknown[]>;
  for (const name in from.schema) target[name][row] = source[name][index];
  return row;
}

/** One row as a plain object: for people and tests, not for the hot path. */
export function rowOf<S extends Schema>(rows: Table<S>, index: number): { [K in keyof S]: Columns<S>[K][number] } {
  const row: Record<string, unknown> = {};
  for (const name in rows.schema) row[name] = (rows[name] as ArrayLike<unknown>)[index];
  return row as { [K in keyof S]: Columns<S>[K][number] };
}
