import { Right } from '../../api/right.ts';
import type { Command } from '../command.ts';
import { carryOut, commandOf, commandOptions, scopeOf, scopeOption } from '../control-session.ts';

export const ctlRelease: Command = {
  path: ['ctl', 'release'],
  about: 'Take a kill or a halt back; needs a reason, and a token that may',
  examples: ['conclave ctl release --data out/session --scope strategy:trend --why "the feed is mended"'],
  options: [...commandOptions, scopeOption],
  async run(call) {
    const scope = scopeOf(call);
    const command = commandOf(call);
    const what = scope.kind === 'account' ? 'the account' : `${scope.kind} ${scope.id}`;
    return carryOut(call, 'Release', Right.release, { command, scope }, `${what} is released`);
  },
};
