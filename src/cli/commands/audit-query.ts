import { query } from '../../audit/query.ts';
import { auditFolderOf } from '../../audit/record-files.ts';
import { formatTime } from '../../core/base/time.ts';
import { AuditGaps } from '../audit-gaps.ts';
import { type Command, text } from '../command.ts';
import { numberOption } from '../option-values.ts';
import { periodOptions, sessionArgument, timeOption } from './audit-options.ts';

const LIMIT = 1_000;

export const auditQuery: Command = {
  path: ['audit', 'query'],
  about: 'What is recorded of an order, an agent, an instrument, a time; exit code 6 when records are missing',
  examples: [
    'conclave audit query out/session --order o-1042.0',
    'conclave audit query out/session --agent trend --subject risk --json',
  ],
  args: [sessionArgument],
  options: [
    { flags: '--order <id>', about: 'about this order' },
    { flags: '--intent <id>', about: 'about this intent' },
    { flags: '--decision <id>', about: 'about this decision' },
    { flags: '--fill <id>', about: "about this fill, by our id or the venue's" },
    { flags: '--agent <id>', about: 'about this agent, its votes too' },
    { flags: '--instrument <name>', about: 'about this instrument' },
    { flags: '--subject <name>', about: 'messages of this subject, or of all that begin with it' },
    ...periodOptions,
    { flags: '--limit <n>', about: `at most so many messages (default ${LIMIT})` },
  ],
  async run(call) {
    const { args, json, shell } = call;
    const asked = {
      order: text(call, 'order'),
      intent: text(call, 'intent'),
      decision: text(call, 'decision'),
      fill: text(call, 'fill'),
      agent: text(call, 'agent'),
      instrument: text(call, 'instrument'),
      subject: text(call, 'subject'),
      fromUs: timeOption(call, 'from'),
      toUs: timeOption(call, 'to'),
    };
    const limit = numberOption(call, 'limit', { whole: true, min: 1 }) ?? LIMIT;
    const gaps = new AuditGaps(shell);
    let count = 0;
    let isMore = false;
    if (json) shell.out('{"messages":[');
    search: for (const { record, facts } of query(auditFolderOf(args[0]), asked, gaps.tell)) {
      for (const { subject, message } of facts) {
        if (count === limit) {
          isMore = true;
          break search;
        }
        const { sequence, tsUs } = record;
        if (json) shell.out(`${count === 0 ? '' : ','}\n${JSON.stringify({ sequence, tsUs, message })}`);
        else shell.out(`${formatTime(tsUs)}  ${sequence}  ${subject}  ${JSON.stringify(message)}\n`);
        count += 1;
      }
    }
    if (json) shell.out(`\n],"count":${count},"more":${isMore}}\n`);
    else if (isMore) shell.err(`only the first ${limit} messages are shown; --limit shows more\n`);
    return gaps.exitCode;
  },
};
