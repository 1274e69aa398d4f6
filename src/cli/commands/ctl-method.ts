import { Right } from '../../api/right.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { carryOut, commandOf, commandOptions, connect, pairsOf } from '../control-session.ts';
import { listOption } from '../option-values.ts';
import { askStatus } from '../session-view.ts';

export const ctlMethod: Command = {
  path: ['ctl', 'method'],
  about: 'How votes become one decision; with METHOD, by another from now on',
  examples: [
    'conclave ctl method --data out/session',
    'conclave ctl method majority --data out/session --why "too few agents"',
  ],
  args: [{ name: '[method]', about: 'as consensus.method of the run file' }],
  options: [
    ...commandOptions,
    { flags: '--weight <agent=number>', about: 'of an agent, for weighted; may be repeated', repeated: true },
  ],
  async run(call) {
    const [method] = call.args;
    if (method === undefined) {
      const status = await askStatus(connect(call));
      if (call.json) printJson(call.shell, { method: status.method });
      else call.shell.out(`${status.method}\n`);
      return 0;
    }
    const weights = Object.fromEntries(
      Object.entries(pairsOf(listOption(call, 'weight'))).map(([agent, text]) => [agent, weightOf(agent, text)]),
    );
    const command = commandOf(call, 'changed from the command line');
    return carryOut(call, 'SetMethod', Right.limits, { command, method, weights }, `votes are counted by ${method}`);
  },
};

function weightOf(agent: string, text: string): number {
  const weight = Number(text);
  if (Number.isFinite(weight) && weight >= 0) return weight;
  throw new Fault('usage', `--weight ${agent}: expected a number >= 0, was '${text}'`);
}
