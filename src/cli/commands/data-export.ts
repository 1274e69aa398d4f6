import { existsSync } from 'node:fs';
import { exportData } from '../../catalogue/store.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson, text } from '../command.ts';
import { count } from '../numbers.ts';

export const dataExport: Command = {
  path: ['data', 'export'],
  about: 'Write what the catalogue has under a name to a file',
  examples: ['conclave data export SPX spx.csv', 'conclave data export BTC/USD@1m btc.parquet'],
  args: [
    { name: '<name>', about: 'an instrument, or INSTRUMENT@INTERVAL' },
    { name: '<file>', about: 'its ending says the format: .csv or .parquet' },
  ],
  options: [
    { flags: '--format <kind>', about: 'in place of the ending', choices: ['csv', 'parquet'] },
    { flags: '--force', about: 'replace the file' },
  ],
  async run(call) {
    const [name, file] = call.args;
    const format = text(call, 'format') ?? /\.(csv|parquet)$/.exec(file)?.[1];
    if (format !== 'csv' && format !== 'parquet')
      throw new Fault('usage', `${file}: expected a file that ends in .csv or .parquet, or --format`);
    const free = !existsSync(file) || call.options.force === true;
    if (
      !free &&
      (call.options.input === false || !(await call.shell.confirm(`${file} is there already. Replace it?`)))
    ) {
      throw new Fault('world', `${file}: expected a file that is not there yet; --force replaces it`);
    }
    const { rows, kind } = await exportData(name, file, format, conclaveHome());
    if (call.json) printJson(call.shell, { name, file, format, rows });
    else call.shell.out(`${file}: ${count(rows)} ${kind === 'bars' ? 'bars' : 'events'}\n`);
    return 0;
  },
};
