import { resolve } from 'node:path';
import { type Command, printJson, text } from '../command.ts';
import { count } from '../numbers.ts';
import { table } from '../table.ts';

export const sessionList: Command = {
  path: ['session', 'list'],
  about: 'The sessions in a folder, with when they began and whether they run',
  examples: ['conclave session list', 'conclave session list --data out'],
  options: [{ flags: '--data <dir>', about: 'a folder of sessions, or of one (default: $CONCLAVE_HOME/sessions)' }],
  async run(call) {
    const { listSessions } = await import('../../hosts/live/session-list.ts');
    const given = text(call, 'data');
    const sessions = listSessions(given === undefined ? undefined : resolve(given));
    if (call.json) printJson(call.shell, { sessions });
    else if (sessions.length === 0) call.shell.err('no sessions yet: conclave run begins one\n');
    else
      call.shell.out(
        table(
          [
            ['name', 'state', 'starts', 'began', 'folder'],
            ...sessions.map(({ name, running, starts, began, dir }) => [
              name,
              running ? 'running' : 'stopped',
              count(starts),
              began,
              dir,
            ]),
          ],
          ['left', 'left', 'right'],
        ),
      );
    return 0;
  },
};
