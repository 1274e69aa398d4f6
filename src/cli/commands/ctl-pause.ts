import { Right } from '../../api/right.ts';
import type { Command } from '../command.ts';
import { carryOut, commandOf, commandOptions } from '../control-session.ts';

export const ctlPause: Command = {
  path: ['ctl', 'pause'],
  about: 'An agent asks for nothing more; what it holds is held',
  examples: ['conclave ctl pause trend --data out/session --why "odd fills"'],
  args: [{ name: '<agent>', about: 'its id in the run file' }],
  options: commandOptions,
  async run(call) {
    const [strategy] = call.args;
    const command = commandOf(call, 'paused from the command line');
    return carryOut(call, 'PauseStrategy', Right.trade, { command, strategy }, `${strategy} is paused`);
  },
};
