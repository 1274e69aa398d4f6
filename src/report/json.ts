import { formatTime } from '../core/base/time.ts';
import type { ResultTable } from './tables/result-table.ts';

const ROWS_PER_CHUNK = 4_096;

/** A table as a JSON array, an object a line: times ISO in UTC, exact decimals as strings, null where there is no value. */
export function* jsonOf(table: ResultTable): Generator<string> {
  const { columns, count } = table;
  yield '[\n';
  for (let from = 0; from < count; from += ROWS_PER_CHUNK) {
    let lines = '';
    for (let row = from; row < Math.min(count, from + ROWS_PER_CHUNK); row++) {
      const object: Record<string, string | number | boolean | null> = {};
      for (const column of columns) {
        const value = column.at(row);
        object[column.name] = column.kind === 'time' && value !== null ? formatTime(value as number) : value;
      }
      lines += JSON.stringify(object) + (row === count - 1 ? '\n' : ',\n');
    }
    yield lines;
  }
  yield ']\n';
}
