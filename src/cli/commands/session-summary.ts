import { basename, resolve } from 'node:path';
import { type Command, printJson } from '../command.ts';
import { sessionText } from '../session-text.ts';
import { sessionVerdict } from '../session-verdict.ts';

export const sessionSummary: Command = {
  path: ['session', 'summary'],
  about:
    'What a session has done by now, from its own record and held against its venue; exit code 6 when orders or fills were lost or doubled, or the record does not add up',
  examples: ['conclave session summary ~/.conclave/sessions/demo', 'conclave session summary out/first --json'],
  args: [{ name: '<dir>', about: "the session's folder" }],
  async run({ args: [given], json, shell }) {
    const dir = resolve(given);
    const { readSummary } = await import('../../hosts/live/reading.ts');
    const reading = await readSummary(dir);
    const { summary } = reading;
    if (json) printJson(shell, summary);
    else shell.out(sessionText(summary, { ...reading, name: basename(dir), dir }, shell));
    return sessionVerdict(reading, shell);
  },
};
