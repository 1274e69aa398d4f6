import { damageText } from '../../journal/damage.ts';
import { lockFolder } from '../../journal/lock.ts';
import { planRepair, repair, type Repair } from '../../journal/repair.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { count } from '../numbers.ts';
import { folderArgument, journalFolder } from './journal-folder.ts';

export const journalRepair: Command = {
  path: ['journal', 'repair'],
  about: 'Cut a journal off where it stops adding up; shows what would be lost, and wants --yes to do it',
  examples: ['conclave journal repair sessions/demo', 'conclave journal repair sessions/demo --yes'],
  args: [folderArgument],
  options: [{ flags: '--yes', about: 'do it' }],
  async run({ args: [dir], options, json, shell }) {
    const { journal, locked } = journalFolder(dir);
    const lock = lockFolder(locked);
    try {
      const plan = planRepair(journal);
      if (plan !== undefined) shell.err(`${planText(plan)}\n`);
      const mayAsk = plan !== undefined && options.input !== false;
      const agreed = options.yes === true || (mayAsk && (await shell.confirm('Cut it off there?')));
      if (plan !== undefined && !agreed)
        throw new Fault('usage', '--yes: expected, as records may be lost; nothing was changed');
      if (plan !== undefined) await repair(journal, plan);
      if (json) printJson(shell, { journal, repaired: plan !== undefined, ...plan });
      else shell.out(plan === undefined ? 'it adds up: nothing to repair\n' : 'repaired\n');
      return 0;
    } finally {
      lock.release();
    }
  },
};

function planText({ damage, keptSequence, wholeRecordsLost, bytesLost, aside }: Repair): string {
  return [
    damageText(damage),
    `kept: ${keptSequence === 0 ? 'no record' : `records 1 to ${count(keptSequence)}`}`,
    `lost: ${count(bytesLost)} bytes, with ${count(wholeRecordsLost)} whole records in them`,
    ...aside.map(({ from, to }) => `put aside: ${from} as ${to}`),
    'a session whose snapshots or audit log go further than that does not start again without a copy of what is lost',
  ].join('\n');
}
