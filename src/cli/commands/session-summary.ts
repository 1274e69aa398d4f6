import { basename, resolve } from 'node:path';
import { type Command, printJson } from '../command.ts';
import { sessionText } from '../session-text.ts';

export const sessionSummary: Command = {
  path: ['session', 'summary'],
  about:
    'What a session that does not run has done, from its own record and held against its venue; exit code 6 when orders or fills were lost or doubled',
  examples: ['conclave session summary ~/.conclave/sessions/demo', 'conclave session summary out/first --json'],
  args: [{ name: '<dir>', about: "the session's folder" }],
  async run({ args: [given], json, shell }) {
    const dir = resolve(given);
    const { readSummary } = await import('../../hosts/live/summary.ts');
    const summary = await readSummary(dir);
    if (json) printJson(shell, summary);
    else shell.out(sessionText(summary, { name: basename(dir), dir }, shell));
    return (summary.lost ?? 0) + (summary.doubled ?? 0) > 0 ? 6 : 0;
  },
};
