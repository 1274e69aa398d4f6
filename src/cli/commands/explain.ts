import { explain as explainOrder } from '../../audit/explain.ts';
import { explanationText } from '../../audit/explain-text.ts';
import { auditFolderOf } from '../../audit/record-files.ts';
import { AuditGaps } from '../audit-gaps.ts';
import { type Command, printJson } from '../command.ts';
import { sessionArgument } from './audit-options.ts';

export const explain: Command = {
  path: ['explain'],
  about: 'Why there is an order: from the fill back to the bar, with votes, dissent, limits, hashes and times',
  examples: ['conclave explain out/session o-1042.0', 'conclave explain out/session f-1050.0 --json'],
  args: [sessionArgument, { name: '<order>', about: 'an order, or one of its fills' }],
  async run({ args: [dir, id], json, shell }) {
    const gaps = new AuditGaps(shell);
    const found = explainOrder(auditFolderOf(dir), id, gaps.tell);
    if (json) printJson(shell, found);
    else shell.out(explanationText(found));
    return gaps.exitCode;
  },
};
