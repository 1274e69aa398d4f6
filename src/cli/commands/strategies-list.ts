import { builtInStrategies } from '../../plugins/load-strategy.ts';
import { type Command, printJson } from '../command.ts';
import { table } from '../table.ts';

export const strategiesList: Command = {
  path: ['strategies', 'list'],
  about: 'The built-in agents',
  examples: ['conclave strategies list', 'conclave strategies list --json'],
  async run({ json, shell }) {
    const strategies = builtInStrategies.map(({ name, version, about = '' }) => ({ name, version, about }));
    if (json) printJson(shell, { strategies });
    else shell.out(table(strategies.map(({ name, version, about }) => [name, version, about])));
    return 0;
  },
};
