import { indicatorPages } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { table } from '../table.ts';

export const indicatorsList: Command = {
  path: ['indicators', 'list'],
  about: 'Every indicator, by family',
  examples: ['conclave indicators list', "conclave indicators list --json | jq -r '.indicators[].name'"],
  async run({ json, shell }) {
    const indicators = indicatorPages.map(({ name, title, family, cost }) => ({ name, title, family, cost }));
    if (json) printJson(shell, { indicators });
    else {
      let last = '';
      const rows: string[][] = [];
      for (const { name, title, family, cost } of indicators) {
        rows.push([family === last ? '' : family, name, title, cost]);
        last = family;
      }
      shell.out(table(rows));
    }
    return 0;
  },
};
