import { auditFolderOf } from '../../audit/record-files.ts';
import { archive } from '../../audit/retention.ts';
import { parseDuration } from '../../core/base/time.ts';
import { AT_HAND_US } from '../../config/live-section.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson, text } from '../command.ts';
import { sessionArgument } from './audit-options.ts';

export const auditArchive: Command = {
  path: ['audit', 'archive'],
  about: 'Pack old records in their place; the log verifies as before, and nothing is deleted',
  examples: ['conclave audit archive out/session', 'conclave audit archive out/session --older-than 1825d'],
  args: [sessionArgument],
  options: [
    {
      flags: '--older-than <age>',
      about: 'the age from which records are packed; at least 730d, which is the default',
    },
  ],
  async run(call) {
    const { args, json, shell } = call;
    const given = text(call, 'olderThan') ?? '730d';
    const olderThanUs = parseDuration(given);
    if (olderThanUs === undefined)
      throw new Fault('usage', `--older-than: expected an age such as 1825d, was '${given}'`);
    const options = { nowUs: Date.now() * 1_000, olderThanUs, retentionUs: AT_HAND_US };
    const archived = await archive(auditFolderOf(args[0]), options);
    if (json) printJson(shell, { archived });
    else shell.out(archived.length === 0 ? 'no records are old enough\n' : `${archived.join('\n')}\n`);
    return 0;
  },
};
