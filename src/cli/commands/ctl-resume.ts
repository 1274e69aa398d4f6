import { Right } from '../../api/right.ts';
import type { Command } from '../command.ts';
import { carryOut, commandOf, commandOptions } from '../control-session.ts';

export const ctlResume: Command = {
  path: ['ctl', 'resume'],
  about: 'A paused agent goes on',
  examples: ['conclave ctl resume trend --data out/session'],
  args: [{ name: '<agent>', about: 'its id in the run file' }],
  options: commandOptions,
  async run(call) {
    const [strategy] = call.args;
    const command = commandOf(call, 'resumed from the command line');
    return carryOut(call, 'ResumeStrategy', Right.trade, { command, strategy }, `${strategy} goes on`);
  },
};
