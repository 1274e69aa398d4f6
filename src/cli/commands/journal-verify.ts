import { damageFault, damageText } from '../../journal/damage.ts';
import { verifyJournal } from '../../journal/verify.ts';
import { type Command, printJson } from '../command.ts';
import { count } from '../numbers.ts';
import { folderArgument, journalFolder } from './journal-folder.ts';

export const journalVerify: Command = {
  path: ['journal', 'verify'],
  about: 'Prove every record of a journal; exit code 6 names the first that does not add up',
  examples: ['conclave journal verify sessions/demo', 'conclave journal verify sessions/demo --json'],
  args: [folderArgument],
  async run({ args: [dir], json, shell }) {
    const { journal } = journalFolder(dir);
    const found = verifyJournal(journal);
    const { records, segments, headHash, damage } = found;
    if (json) printJson(shell, { journal, ...found, damage: damage ?? null });
    else shell.out(`${count(records)} records in ${count(segments)} segments, head ${headHash}\n`);
    if (damage === undefined) return 0;
    const fault = damageFault(journal, damage);
    if (damage.torn) shell.err(`${tornText(damageText(damage))}\n`);
    else if (!json) throw fault;
    return damage.torn ? 0 : fault.exitCode;
  },
};

/** A write that a crash broke off is no damage: nobody was told that it is safe. */
export function tornText(where: string): string {
  return `the last write was broken off (${where}); the next start cuts it off`;
}
