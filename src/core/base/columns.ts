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

type AnyColumn = Float64Array | unknown[];

export type Table<S extends Schema> = Columns<S> & {
  /** Rows in use; columns may be longer. */
  count: number;
  readonly schema: S;
  /** The same columns in the schema's order, for code that walks them all. */
  all: AnyColumn[];
};

const NO_VALUES: readonly number[] = [];

export function table<S extends Schema>(schema: S, capacity = 16): Table<S> {
  const columns: Record<string, unknown> = { count: 0, schema, all: [] };
  for (const [name, kind] of Object.entries(schema)) columns[name] = column(kind, capacity);
  const rows = columns as Table<S>;
  rows.all = listed(rows);
  return rows;
}

function column(kind: ColumnKind, capacity: number): unknown {
  switch (kind) {
    case 'number':
      return new Float64Array(capacity);
    case 'bigint':
      return repeated(0n, capacity);
    case 'text':
      return repeated('', capacity);
    case 'list':
      return repeated(NO_VALUES, capacity);
  }
}

function repeated<T>(value: T, count: number): T[] {
  const values: T[] = [];
  for (let i = 0; i < count; i++) values.push(value);
  return values;
}

/** Makes room for one more row and returns its index. The caller fills in every column: old values may stand there. */
export function addRow<S extends Schema>(rows: Table<S>): number {
  const index = rows.count;
  if (index === capacityOf(rows)) grow(rows, Math.max(16, index * 2));
  rows.count = index + 1;
  return index;
}

function listed<S extends Schema>(rows: Table<S>): AnyColumn[] {
  return Object.keys(rows.schema).map((name) => rows[name] as AnyColumn);
}

function capacityOf(rows: { readonly all: AnyColumn[] }): number {
  return rows.all[0].length;
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
  rows.all = listed(rows);
}

/** Appends all rows of one table to another of the same schema. */
export function appendRows<S extends Schema>(from: Table<S>, to: Table<S>): void {
  const { count } = from;
  if (count === 0) return;
  const start = to.count;
  if (start + count > capacityOf(to)) grow(to, Math.max(16, 2 * (start + count)));
  to.count = start + count;
  const sources = from.all;
  const targets = to.all;
  for (let c = 0; c < sources.length; c++) {
    const source = sources[c];
    const target = targets[c];
    if (source instanceof Float64Array) copyNumbers(source, target as Float64Array, start, count);
    else copyOthers(source, target as unknown[], start, count);
  }
}

function copyNumbers(from: Float64Array, to: Float64Array, start: number, count: number): void {
  for (let row = 0; row < count; row++) to[start + row] = from[row];
}

function copyOthers(from: readonly unknown[], to: unknown[], start: number, count: number): void {
  for (let row = 0; row < count; row++) to[start + row] = from[row];
}
