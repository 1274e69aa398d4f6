import { describeStrategy } from '../../plugins/describe.ts';
import { loadStrategy } from '../../plugins/load-strategy.ts';
import { type Command, printJson } from '../command.ts';
import { table } from '../table.ts';

export const strategiesShow: Command = {
  path: ['strategies', 'show'],
  about: 'A strategy and its parameters',
  examples: ['conclave strategies show ema-cross', 'conclave strategies show ./my-strategy.ts --json'],
  args: [{ name: '<name>', about: "a built-in's name, or a file" }],
  async run({ args: [name], json, shell }) {
    const page = describeStrategy(await loadStrategy(name, process.cwd()));
    if (json) {
      printJson(shell, page);
      return 0;
    }
    shell.out(`${shell.paint('bold', page.name)} ${page.version}\n${page.about === '' ? '' : `${page.about}\n`}`);
    const rows = page.parameters.map((parameter) => [
      `  ${parameter.name}`,
      parameter.type,
      parameter.default === undefined
        ? parameter.required
          ? 'required'
          : ''
        : `default ${JSON.stringify(parameter.default)}`,
      parameter.about,
    ]);
    shell.out(rows.length === 0 ? 'No parameters.\n' : table(rows));
    return 0;
  },
};
