import { type Command, printJson } from '../command.ts';
import { connect, targetOptions } from '../control-session.ts';
import { askStatus, statusText } from '../session-view.ts';

export const ctlStatus: Command = {
  path: ['ctl', 'status'],
  about: 'How a running session stands: agents, positions, limits, health, kills; exit code 1 when it is not healthy',
  examples: ['conclave ctl status --data out/session', 'conclave ctl status --data out/session --json'],
  options: targetOptions,
  async run(call) {
    const status = await askStatus(connect(call));
    if (call.json) printJson(call.shell, status);
    else call.shell.out(statusText(status));
    return status.health.every(({ healthy }) => healthy) ? 0 : 1;
  },
};
