import { showData } from '../../catalogue/store.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type Command, printJson } from '../command.ts';
import { table } from '../table.ts';

export const dataShow: Command = {
  path: ['data', 'show'],
  about: 'Everything the catalogue knows of a name',
  examples: ['conclave data show SPX', 'conclave data show BTC/USD@1m --json'],
  args: [{ name: '<name>', about: 'an instrument, or INSTRUMENT@INTERVAL' }],
  async run({ args: [name], json, shell }) {
    const side = await showData(name, conclaveHome());
    if (json) printJson(shell, side);
    else
      shell.out(
        table(
          Object.entries(side).map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : String(value)]),
        ),
      );
    return 0;
  },
};
