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

/** What every table has, in one shape for all of them: who adds rows to many tables reads the same fields each time. */
export class Rows {
  count = 0;
  capacity = 0;
  /** The column of that name, where there is one. */
  place: Float64Array = new Float64Array(0);
}

export type Table<S extends Schema> = Columns<S> & {
  /** Rows in use; columns may be longer. */
  count: number;
  readonly schema: S;
  readonly rows: Rows;
  /** The same columns in the schema's order, for code that walks them all. */
  all: AnyColumn[];
};

/** What a table has besides its columns. Accessors of a class, not of each table: the engine of the language inlines those. */
class Header {
  readonly schema: Schema;
  readonly rows = new Rows();
  all: AnyColumn[] = [];

  constructor(schema: Schema) {
    this.schema = schema;
  }

  get count(): number {
    return this.rows.count;
  }

  set count(count: number) {
    this.rows.count = count;
  }
}

const NO_VALUES: readonly number[] = [];

export function table<S extends Schema>(schema: S, capacity = 16): Table<S> {
  const columns = new Header(schema) as unknown as Record<string, unknown>;
  for (const [name, kind] of Object.entries(schema)) columns[name] = column(kind, capacity);
  const made = columns as unknown as Table<S>;
  show(made, capacity);
  return made;
}

/** Brings what is read without knowing the columns in line with them. */
function show<S extends Schema>(made: Table<S>, capacity: number): void {
  made.all = Object.keys(made.schema).map((name) => made[name] as AnyColumn);
  made.rows.capacity = capacity;
  if (made.schema.place === 'number') made.rows.place = made.place as Float64Array;
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
export function addRow<S extends Schema>(to: Table<S>, rows: Rows = to.rows): number {
  const index = rows.count;
  if (index === rows.capacity) grow(to, Math.max(16, index * 2));
  rows.count = index + 1;
  return index;
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
  show(rows, capacity);
}

/** Appends all rows of one table to another of the same schema. */
export function appendRows<S extends Schema>(from: Table<S>, to: Table<S>): void {
  const { count } = from;
  if (count === 0) return;
  const start = to.count;
  if (start + count > to.rows.capacity) grow(to, Math.max(16, 2 * (start + count)));
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
