import { missingFields } from '../../audit/demanded-fields.ts';
import { orderAt } from '../../audit/order-state.ts';
import { auditFolderOf, readRecords } from '../../audit/record-files.ts';
import { commands, limitReport, report, type ReportName, REPORTS, type Row } from '../../audit/reports.ts';
import { formatTime } from '../../core/base/time.ts';
import { Fault } from '../../sdk/index.ts';
import { AuditGaps } from '../audit-gaps.ts';
import { type Call, type Command, printJson, text } from '../command.ts';
import { table } from '../table.ts';
import { periodOptions, sessionArgument, timeOption } from './audit-options.ts';

const KINDS = [...Object.keys(REPORTS), 'limits', 'changes', 'order', 'fields'];

export const auditReport: Command = {
  path: ['audit', 'report'],
  about: 'Decisions, violations, orders, fills, limits and who changed them, or one order as it stood at a time',
  examples: [
    'conclave audit report out/session --what violations',
    'conclave audit report out/session --what order --order o-1042.0 --at 2026-01-31T14:30:00Z',
    'conclave audit report out/session --what limits --json',
  ],
  args: [sessionArgument],
  options: [
    { flags: '--what <report>', about: 'which report (default decisions)', choices: KINDS },
    { flags: '--order <id>', about: 'for the report of an order' },
    { flags: '--at <time>', about: 'the order as it stood then (default: at the end)' },
    ...periodOptions,
  ],
  async run(call) {
    const { args, json, shell } = call;
    const folder = auditFolderOf(args[0]);
    const what = text(call, 'what') ?? 'decisions';
    const period = { fromUs: timeOption(call, 'from'), toUs: timeOption(call, 'to') };
    const gaps = new AuditGaps(shell);
    if (what === 'order') return printOrder(call, folder, gaps);
    if (what === 'fields') return printMissing(call, folder, gaps);
    if (what === 'limits') {
      const found = limitReport(folder, period, gaps.tell);
      if (json) printJson(shell, found);
      else
        shell.out(
          table(
            Object.entries(found.limits).map(([key, { value, who, why, tsUs }]) => [
              key,
              String(value),
              who,
              formatTime(tsUs),
              why,
            ]),
          ) +
            table(
              Object.entries(found.breaches).map(([rule, { count, lastUs }]) => [
                rule,
                `${count} times`,
                `last ${formatTime(lastUs)}`,
              ]),
            ),
        );
      return gaps.exitCode;
    }
    const { tell } = gaps;
    const rows = what === 'changes' ? commands(folder, period, tell) : report(folder, what as ReportName, period, tell);
    printRows(call, rows);
    return gaps.exitCode;
  },
};

function printRows({ json, shell }: Call, rows: Iterable<Row>): void {
  let count = 0;
  if (json) shell.out('{"rows":[');
  for (const row of rows) {
    if (json) shell.out(`${count === 0 ? '' : ','}\n${JSON.stringify(row)}`);
    else shell.out(`${formatTime(row.tsUs)}  ${row.sequence}  ${row.subject}  ${JSON.stringify(row.message)}\n`);
    count += 1;
  }
  if (json) shell.out(`\n],"count":${count}}\n`);
}

function printOrder(call: Call, folder: string, gaps: AuditGaps): number {
  const orderId = text(call, 'order');
  if (orderId === undefined) throw new Fault('usage', '--order: expected the id of an order, was not given');
  const state = orderAt(folder, orderId, timeOption(call, 'at'), gaps.tell);
  const { steps, filled, remaining, averagePrice } = state;
  if (call.json) printJson(call.shell, state);
  else
    call.shell.out(
      `${orderId}: ${state.state}, filled ${filled}, remaining ${remaining ?? '-'}, average ${averagePrice ?? '-'}\n${table(
        steps.map(({ tsUs, sequence, subject, message }) => [
          formatTime(tsUs),
          String(sequence),
          subject,
          String(message.state ?? ''),
        ]),
      )}`,
    );
  return gaps.exitCode;
}

/** Exit code 1 when a record lacks a field that its rule demands. */
function printMissing({ json, shell }: Call, folder: string, gaps: AuditGaps): number {
  let count = 0;
  if (json) shell.out('{"missing":[');
  for (const { record } of readRecords(folder, undefined, undefined, undefined, gaps.tell))
    for (const missing of missingFields(record)) {
      shell.out(json ? `${count === 0 ? '' : ','}\n${JSON.stringify(missing)}` : `${missing}\n`);
      count += 1;
    }
  if (json) shell.out(`\n],"count":${count}}\n`);
  if (gaps.exitCode !== 0) return gaps.exitCode;
  return count === 0 ? 0 : 1;
}
