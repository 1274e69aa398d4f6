import { formatTime } from '../core/base/time.ts';
import type { Column, ResultTable } from './tables/result-table.ts';

const ROWS_PER_CHUNK = 4_096;

/**
 * A table as CSV (RFC 4180, lines end with LF): times ISO in UTC, decimals exact, nothing where there is no value. Texts
 * are written as they are: a spreadsheet that runs cells beginning with `=` must be told to import them as text.
 */
export function* csvOf(table: ResultTable): Generator<string> {
  const { columns, count } = table;
  yield `${columns.map(({ name }) => field(name)).join(',')}\n`;
  for (let from = 0; from < count; from += ROWS_PER_CHUNK) {
    let lines = '';
    for (let row = from; row < Math.min(count, from + ROWS_PER_CHUNK); row++) {
      for (let i = 0; i < columns.length; i++) lines += (i === 0 ? '' : ',') + cell(columns[i], row);
      lines += '\n';
    }
    yield lines;
  }
}

function cell(column: Column, row: number): string {
  if (column.kind === 'text') {
    const value = column.at(row);
    return value === null ? '' : field(value);
  }
  const value = column.at(row);
  if (value === null) return '';
  return column.kind === 'time' ? formatTime(value as number) : String(value);
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
