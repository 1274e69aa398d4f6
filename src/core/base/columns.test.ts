import { describe, expect, it } from 'vitest';
import { addRow, appendRows, table } from './columns.ts';
import { rowOf } from './row-of.twin.ts';

const schema = { id: 'number', money: 'bigint', word: 'text', values: 'list' } as const;

function filled(rows: number, capacity?: number) {
  const made = table(schema, capacity);
  for (let k = 0; k < rows; k++) {
    const row = addRow(made);
    made.id[row] = k;
    made.money[row] = BigInt(k);
    made.word[row] = `w${k}`;
    made.values[row] = [k, 'x'];
  }
  return made;
}

describe('a table of columns', () => {
  it('grows without losing a row, and its list of columns follows', () => {
    const made = filled(100, 2);
    expect(made.count).toBe(100);
    expect(made.all).toEqual([made.id, made.money, made.word, made.values]);
    for (const row of [0, 1, 2, 15, 16, 99])
      expect(rowOf(made, row)).toEqual({ id: row, money: BigInt(row), word: `w${row}`, values: [row, 'x'] });
  });

  it('takes the rows of another behind its own', () => {
    const to = filled(3, 4);
    appendRows(filled(20), to);
    expect(to.count).toBe(23);
    expect([2, 3, 22].map((row) => to.word[row])).toEqual(['w2', 'w0', 'w19']);
    appendRows(table(schema), to);
    expect(to.count).toBe(23);
  });
});
