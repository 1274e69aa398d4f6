import { statSync } from 'node:fs';
import type { CheckResult } from '../../catalogue/check.ts';
import { checkData } from '../../catalogue/load.ts';
import { checkCapture } from '../../catalogue/record/check-capture.ts';
import { checkRecord, type RecordCheck } from '../../catalogue/record/check-record.ts';
import { recordPath } from '../../catalogue/record/open-record.ts';
import { isRecord } from '../../catalogue/side-file.ts';
import { entryOf, showData } from '../../catalogue/store.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type Call, type Command, printJson } from '../command.ts';
import { count } from '../numbers.ts';
import { table } from '../table.ts';
import { captureFrom, isCapture } from './data-capture.ts';
import { fileEntry, wantsQuotes } from './data-file.ts';
import { sourceOptions } from './data-source-options.ts';

const SHOWN_MAX = 20;

export const dataCheck: Command = {
  path: ['data', 'check'],
  about: 'Look for what is missing or wrong in bars, or in a market record; exit code 1 when there is anything',
  examples: [
    'conclave data check SPX',
    'conclave data check prices.csv --interval 1d --tick 0.01 --calendar XNYS',
    'conclave data check capture.jsonl.gz',
  ],
  args: [{ name: '<name>', about: 'something in the catalogue, or a file' }],
  options: sourceOptions,
  async run(call) {
    const { shell, json } = call;
    const checked = await check(call);
    const { rows, problems } = checked;
    if (json) printJson(shell, checked);
    else {
      shell.out(`${count(rows)} rows: ${checked.kind === 'bars' ? barsText(checked) : recordText(checked)}\n`);
      shell.out(table(problems.slice(0, SHOWN_MAX).map(({ row, kind, text }) => [`row ${row}`, kind, text])));
      if (problems.length > SHOWN_MAX)
        shell.out(`... and ${count(problems.length - SHOWN_MAX)} more (--json shows all)\n`);
    }
    return problems.length === 0 ? 0 : 1;
  },
};

function barsText({ bars }: CheckResult): string {
  return `${count(bars.gaps)} bars missing, ${count(bars.duplicates)} duplicates, ${count(bars.outliers)} outliers`;
}

function recordText({ book }: RecordCheck): string {
  const { events, gaps, resyncs, bboChecks, bboMatches, clockOffsetUs } = book;
  const share = bboChecks === 0 ? '' : ` (${((100 * bboMatches) / bboChecks).toFixed(4)} %)`;
  return (
    `${count(events)} depth events, ${count(gaps)} gaps, ${count(resyncs)} resyncs; recorder's clock ${count(clockOffsetUs)} us off\n` +
    `The book is what the venue's best bid and offer say at ${count(bboMatches)} of ${count(bboChecks)} equal updates${share}`
  );
}

async function check(call: Call): Promise<CheckResult | RecordCheck> {
  const [name] = call.args;
  const options = { baseDir: process.cwd(), home: conclaveHome(), field: 'data', quotesWanted: wantsQuotes(call) };
  const isFile =
    name.startsWith('package:') ||
    statSync(name, { throwIfNoEntry: false })?.isFile() === true ||
    call.options.interval !== undefined ||
    call.options.format !== undefined;
  if (isFile)
    return (await isCapture(call, name))
      ? checkCapture(captureFrom(call, name))
      : checkData(await fileEntry(call, name), options);
  const side = await showData(name, options.home);
  return isRecord(side) ? checkRecord(recordPath(side, options.home), side) : checkData(entryOf(side), options);
}
