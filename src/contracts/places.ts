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
  private names: readonly OutTable[] | undefined;

  read(out: Out): void {
    this.names ??= tablesOf(out);
    for (const name of this.names) {
      const { place, count } = out[name];
      for (let row = 0; row < count; row++) {
        this.tables[place[row]] = name;
        this.rows[place[row]] = row;
      }
    }
  }
}
