import type { Us } from '../../core/base/time.ts';

/**
 * A table as files and people get it: names and numbers instead of places, ticks and lots. Cells are worked out when they are
 * read, so a table of a million rows costs nothing until it is written. null: there is no value.
 */
export interface ResultTable {
  readonly name: string;
  readonly count: number;
  readonly columns: readonly Column[];
}

export type Column =
  | { readonly name: string; readonly kind: 'text'; readonly at: (row: number) => string | null }
  | { readonly name: string; readonly kind: 'integer' | 'number'; readonly at: (row: number) => number | null }
  | { readonly name: string; readonly kind: 'flag'; readonly at: (row: number) => boolean | null }
  | { readonly name: string; readonly kind: 'time'; readonly at: (row: number) => Us | null }
  /** An exact decimal as text, never with more than `scale` digits after the point. */
  | {
      readonly name: string;
      readonly kind: 'decimal';
      readonly scale: number;
      readonly at: (row: number) => string | null;
    };

export function text(name: string, at: (row: number) => string | null): Column {
  return { name, kind: 'text', at };
}

export function integer(name: string, at: (row: number) => number): Column {
  return { name, kind: 'integer', at: (row) => finite(at(row)) };
}

/** A float: a ratio, a weight, a mean. */
export function number(name: string, at: (row: number) => number): Column {
  return { name, kind: 'number', at: (row) => finite(at(row)) };
}

export function flag(name: string, at: (row: number) => boolean | null): Column {
  return { name, kind: 'flag', at };
}

export function time(name: string, at: (row: number) => Us): Column {
  return { name, kind: 'time', at: (row) => finite(at(row)) };
}

export function decimal(name: string, scale: number, at: (row: number) => string | null): Column {
  return { name, kind: 'decimal', scale, at };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
