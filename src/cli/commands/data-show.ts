import { showData } from '../../catalogue/store.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type Command, printJson } from '../command.ts';
import { table } from '../table.ts';

export const dataShow: Command = {
  path: ['data', 'show'],
  about: 'Everything the catalogue knows of a name',
  examples: ['conclave data show SPX', 'conclave data show BTC/USD@1m --json'],
  args: [{ name: '<name>', about: 'an instrument, INSTRUMENT@INTERVAL, or INSTRUMENT@record' }],
  async run({ args: [name], json, shell }) {
    const side = await showData(name, conclaveHome());
    if (json) printJson(shell, side);
    else shell.out(table(Object.entries(side).map(([key, value]) => [key, valueText(value)])));
    return 0;
  },
};

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(([key, part]) => `${key} ${valueText(part)}`);
  return parts.join(', ');
}
