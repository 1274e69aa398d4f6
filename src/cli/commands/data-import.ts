import { conclaveHome } from '../../config/conclave-home.ts';
import { importData } from '../../catalogue/store.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson, text } from '../command.ts';
import { count } from '../numbers.ts';
import { fileEntry, wantsQuotes } from './data-file.ts';
import { sourceOptions } from './data-source-options.ts';

export const dataImport: Command = {
  path: ['data', 'import'],
  about: 'Check a file of bars and put it into the catalogue',
  examples: [
    'conclave data import prices.csv --instrument SPX --interval 1d --tick 0.01 --calendar XNYS',
    'conclave data import ticks.csv.gz --instrument BTC/USD --interval 1m --format quote-bars --timezone UTC',
  ],
  args: [{ name: '<file>', about: 'CSV (also gzip) or Parquet, or package:NAME/FILE' }],
  options: [
    ...sourceOptions,
    { flags: '--replace', about: 'put the rows in the place of what is there, not beside it' },
  ],
  async run(call) {
    if (text(call, 'instrument') === undefined)
      throw new Fault('usage', '--instrument: expected a name for what the bars are of, was not given');
    const entry = await fileEntry(call, call.args[0]);
    const options = {
      baseDir: process.cwd(),
      home: conclaveHome(),
      field: 'data',
      quotesWanted: wantsQuotes(call),
      replace: call.options.replace === true,
    };
    const { side, added, report } = await importData(entry, options);
    if (call.json) {
      printJson(call.shell, { entry: side, added, rows: report.rows, warnings: report.warnings });
      return 0;
    }
    for (const warning of report.warnings) call.shell.err(`${call.shell.paintErr('yellow', 'warning:')} ${warning}\n`);
    call.shell.out(
      `${side.instrument}@${side.interval}: ${count(added)} bars added, ${count(side.rows)} in all, from ${side.from} to ${side.to}\n`,
    );
    return 0;
  },
};
