import { expect, it } from 'vitest';
import { table } from './table.ts';

it('Columns line up, colours take no room, lines end without blanks', () => {
  const red = '\u001B[31m-5\u001B[39m';
  expect(
    table(
      [
        ['name', 'value'],
        ['a', '100'],
        ['longer', red],
        ['b', ''],
      ],
      ['left', 'right'],
    ),
  ).toBe(`name    value\na         100\nlonger     ${red}\nb\n`);
  expect(table([])).toBe('');
});
