import { listEntries } from '../../catalogue/side-file.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type Command, printJson } from '../command.ts';
import { count } from '../numbers.ts';
import { table } from '../table.ts';

export const dataList: Command = {
  path: ['data', 'list'],
  about: 'What is in the catalogue',
  examples: ['conclave data list', 'conclave data list --json'],
  async run({ json, shell }) {
    const entries = await listEntries(conclaveHome());
    if (json) printJson(shell, { entries });
    else if (entries.length === 0)
      shell.err('The catalogue is empty; conclave data import or data generate fills it.\n');
    else {
      const rows = entries.map((side) => [
        `${side.instrument}@${side.interval}`,
        count(side.rows),
        side.from,
        side.to,
        side.currency,
        side.calendar,
      ]);
      shell.out(table([['name', 'rows', 'from', 'to', 'currency', 'calendar'], ...rows], ['left', 'right']));
    }
    return 0;
  },
};
