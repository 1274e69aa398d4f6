import { statSync } from 'node:fs';
import { checkData } from '../../catalogue/load.ts';
import { entryOf, showData } from '../../catalogue/store.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type Call, type Command, printJson } from '../command.ts';
import { count } from '../numbers.ts';
import { table } from '../table.ts';
import { fileEntry, wantsQuotes } from './data-file.ts';
import { sourceOptions } from './data-source-options.ts';

const SHOWN_MAX = 20;

export const dataCheck: Command = {
  path: ['data', 'check'],
  about: 'Look for gaps, duplicates, outliers and wrong prices; exit code 1 when there are any',
  examples: ['conclave data check SPX', 'conclave data check prices.csv --interval 1d --tick 0.01 --calendar XNYS'],
  args: [{ name: '<name>', about: 'something in the catalogue, or a file' }],
  options: sourceOptions,
  async run(call) {
    const { shell, json } = call;
    const checked = await check(call);
    if (json) printJson(shell, checked);
    else {
      const { rows, problems, bars } = checked;
      shell.out(
        `${count(rows)} rows: ${count(bars.gaps)} bars missing, ${count(bars.duplicates)} duplicates, ${count(bars.outliers)} outliers\n`,
      );
      shell.out(table(problems.slice(0, SHOWN_MAX).map(({ row, kind, text }) => [`row ${row}`, kind, text])));
      if (problems.length > SHOWN_MAX)
        shell.out(`... and ${count(problems.length - SHOWN_MAX)} more (--json shows all)\n`);
    }
    return checked.problems.length === 0 ? 0 : 1;
  },
};

async function check(call: Call) {
  const [name] = call.args;
  const options = { baseDir: process.cwd(), home: conclaveHome(), field: 'data', quotesWanted: wantsQuotes(call) };
  const isFile =
    name.startsWith('package:') ||
    statSync(name, { throwIfNoEntry: false })?.isFile() === true ||
    call.options.interval !== undefined;
  return checkData(isFile ? await fileEntry(call, name) : entryOf(await showData(name, options.home)), options);
}
