import { conclaveHome } from '../../config/conclave-home.ts';
import { importRecord } from '../../catalogue/record/import-record.ts';
import { problemLines } from '../../catalogue/record/record-problems.ts';
import { importData } from '../../catalogue/store.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, type Command, printJson, text } from '../command.ts';
import { count } from '../numbers.ts';
import { captureFrom, clockText, countsText, isCapture } from './data-capture.ts';
import { fileEntry, wantsQuotes } from './data-file.ts';
import { sourceOptions } from './data-source-options.ts';

export const dataImport: Command = {
  path: ['data', 'import'],
  about: 'Check a file of bars, or a raw capture, and put it into the catalogue',
  examples: [
    'conclave data import prices.csv --instrument SPX --interval 1d --tick 0.01 --calendar XNYS',
    'conclave data import ticks.csv.gz --instrument BTC/USD --interval 1m --format quote-bars --timezone UTC',
    'conclave data import capture.jsonl.gz --instrument BTCUSDT --format binance-raw',
  ],
  args: [{ name: '<file>', about: 'CSV (also gzip), Parquet or a raw capture (also gzip), or package:NAME/FILE' }],
  options: [
    ...sourceOptions,
    { flags: '--replace', about: 'put the rows in the place of what is there, not beside it' },
  ],
  async run(call) {
    if (text(call, 'instrument') === undefined)
      throw new Fault('usage', '--instrument: expected a name for what the data is of, was not given');
    if (await isCapture(call, call.args[0])) return importCapture(call);
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

async function importCapture(call: Call): Promise<number> {
  const { shell } = call;
  const entry = await importRecord(captureFrom(call, call.args[0]));
  const warnings = problemLines(entry.problems);
  if (call.json) {
    printJson(shell, { entry, added: entry.rows, rows: entry.lines, warnings });
    return 0;
  }
  for (const warning of warnings) shell.err(`${shell.paintErr('yellow', 'warning:')} ${warning}\n`);
  shell.out(
    `${entry.instrument}@${entry.interval}: ${countsText(entry)}, from ${entry.from} to ${entry.to}\n` +
      `Prices are in steps of ${entry.tickSize}, sizes in steps of ${entry.lotSize}\n${clockText(entry)}\n`,
  );
  return 0;
}
