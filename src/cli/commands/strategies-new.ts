import { relative, resolve } from 'node:path';
import { scaffoldStrategy } from '../../plugins/scaffold.ts';
import { type Command, printJson, text } from '../command.ts';

export const strategiesNew: Command = {
  path: ['strategies', 'new'],
  about: 'Write a strategy file, its test, a run file, and types for the editor',
  examples: ['conclave strategies new my-strategy', 'conclave strategies new my-strategy --dir bots'],
  args: [{ name: '<name>', about: "lower-case words joined by '-'" }],
  options: [{ flags: '--dir <dir>', about: 'where to (default: here)' }],
  async run(call) {
    const [name] = call.args;
    const dir = text(call, 'dir') ?? '.';
    const { written, kept } = scaffoldStrategy(name, dir);
    if (call.json) {
      printJson(call.shell, {
        name,
        written: written.map((file) => resolve(file)),
        kept: kept.map((file) => resolve(file)),
      });
      return 0;
    }
    for (const file of written) call.shell.out(`${file}\n`);
    for (const file of kept) call.shell.err(`${file} was there already and stays as it is.\n`);
    const place = relative('.', dir);
    const prefix = place === '' ? '' : `${place}/`;
    call.shell.err(
      `Test it: conclave backtest fixture ${prefix}${name}.fixture.json\nRun it:  conclave backtest run ${prefix}${name}.yaml\n`,
    );
    return 0;
  },
};
