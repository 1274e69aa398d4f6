import { basename, resolve } from 'node:path';
import { type Command, printJson } from '../command.ts';
import { sessionText } from '../session-text.ts';

export const sessionReport: Command = {
  path: ['session', 'report'],
  about: 'Go through all that a session that does not run has on record, and write its summary and tear sheet',
  examples: ['conclave session report out/first'],
  args: [{ name: '<dir>', about: "the session's folder" }],
  async run({ args: [given], json, shell }) {
    const dir = resolve(given);
    const { writeReport } = await import('../../hosts/live/report.ts');
    const { summary, tearSheet } = await writeReport(dir);
    if (json) printJson(shell, summary);
    else shell.out(sessionText(summary, { name: basename(dir), dir, tearSheet }, shell));
    return (summary.lost ?? 0) + (summary.doubled ?? 0) > 0 ? 6 : 0;
  },
};
