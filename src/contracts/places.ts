import type { Out } from '../core/model/out.ts';

/** The tables of `Out`. */
export type OutTable = { [K in keyof Out]: Out[K] extends { readonly all: unknown } ? K : never }[keyof Out];

/** All of them, as `Out` itself lists them: a new table is here by itself. */
export function tablesOf(out: Out): OutTable[] {
  return Object.entries(out).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && 'all' in value ? [name as OutTable] : [],
  );
}

/** The rows of all tables in the order in which they were put out. One object, filled again for each input. */
export class Places {
  /** By place: the table, and the row in it. Behind the last row of the present input old ones may stand. */
  readonly tables: OutTable[] = [];
  readonly rows: number[] = [];
  private out: Out | undefined;
  /** Of the output that was read last: usually it is the same each time, and most of its tables are empty. */
  private all: readonly { readonly name: OutTable; readonly table: Out[OutTable] }[] = [];

  read(out: Out): void {
    if (out !== this.out) {
      this.out = out;
      this.all = tablesOf(out).map((name) => ({ name, table: out[name] }));
    }
    for (const { name, table } of this.all) {
      const { count } = table;
      if (count === 0) continue;
      const { place } = table;
      for (let row = 0; row < count; row++) {
        this.tables[place[row]] = name;
        this.rows[place[row]] = row;
      }
    }
  }
}
