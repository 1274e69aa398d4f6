import { Right } from '../../api/right.ts';
import { type Command, printJson } from '../command.ts';
import { carryOut, commandOf, commandOptions, connect, pairsOf } from '../control-session.ts';
import { askStatus, limitRows } from '../session-view.ts';
import { table } from '../table.ts';

export const ctlLimits: Command = {
  path: ['ctl', 'limits'],
  about: 'The limits and how much of them is used; with KEY=VALUE, change them',
  examples: [
    'conclave ctl limits --data out/session',
    'conclave ctl limits --data out/session maxDailyLoss=2000 --why "calm day"',
  ],
  args: [{ name: '[limits...]', about: "by the run file's keys under risk: KEY=VALUE; none switches one off" }],
  options: commandOptions,
  async run(call) {
    const limits = pairsOf(call.args);
    if (call.args.length > 0) {
      const command = commandOf(call, 'changed from the command line');
      return carryOut(
        call,
        'SetLimits',
        Right.limits,
        { command, limits },
        `${Object.keys(limits).join(', ')} changed`,
      );
    }
    const status = await askStatus(connect(call));
    if (call.json) printJson(call.shell, { limits: status.limits });
    else call.shell.out(table(limitRows(status), ['left', 'left', 'right', 'right']));
    return 0;
  },
};
