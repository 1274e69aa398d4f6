import { Right } from '../../api/right.ts';
import { Fault } from '../../sdk/index.ts';
import type { Command } from '../command.ts';
import { carryOut, commandOf, commandOptions, scopeOf, scopeOption } from '../control-session.ts';

export const ctlKill: Command = {
  path: ['ctl', 'kill'],
  about:
    'Through the API: cancel what is open, and take no new risk until released (conclave kill works without the API)',
  examples: [
    'conclave ctl kill --data out/session --yes',
    'conclave ctl kill --data out/session --scope instrument:SPX --yes',
  ],
  options: [...commandOptions, scopeOption, { flags: '--yes', about: 'do not ask' }],
  async run(call) {
    const scope = scopeOf(call);
    const command = commandOf(call, 'killed from the command line');
    const what = scope.kind === 'account' ? 'the account' : `${scope.kind} ${scope.id}`;
    if (call.options.yes !== true && !(await call.shell.confirm(`Kill ${what}?`)))
      throw new Fault('usage', `nothing was sent: to kill ${what} without being asked, --yes`);
    return carryOut(call, 'Kill', Right.kill, { command, scope }, `${what} is killed`);
  },
};
