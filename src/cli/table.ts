import { widthOf } from './text-width.ts';

/** How a column lines up. */
export type Align = 'left' | 'right';

/** Rows of text in columns, two blanks between them, no blank at a line's end. */
export function table(rows: readonly (readonly string[])[], align: readonly Align[] = []): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => pad(cell, widths[i], align[i] ?? 'left'))
      .join('  ')
      .trimEnd(),
  );
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function pad(cell: string, size: number, align: Align): string {
  const blanks = ' '.repeat(size - widthOf(cell));
  return align === 'left' ? cell + blanks : blanks + cell;
}
