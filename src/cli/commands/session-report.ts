import { basename, resolve } from 'node:path';
import { type Command, printJson } from '../command.ts';
import { sessionText } from '../session-text.ts';
import { sessionVerdict } from '../session-verdict.ts';

export const sessionReport: Command = {
  path: ['session', 'report'],
  about: 'Go through all that a session has on record, and write its summary and tear sheet',
  examples: ['conclave session report out/first'],
  args: [{ name: '<dir>', about: "the session's folder" }],
  async run({ args: [given], json, shell }) {
    const dir = resolve(given);
    const { writeReport } = await import('../../hosts/live/report.ts');
    const report = await writeReport(dir);
    const { summary } = report;
    if (json) printJson(shell, summary);
    else shell.out(sessionText(summary, { ...report, name: basename(dir), dir }, shell));
    return sessionVerdict(report, shell);
  },
};
