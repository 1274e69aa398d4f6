import { exportAudit } from '../../audit/export.ts';
import { auditFolderOf } from '../../audit/record-files.ts';
import { type Command, printJson } from '../command.ts';
import { count } from '../numbers.ts';
import { sessionArgument } from './audit-options.ts';

export const auditExport: Command = {
  path: ['audit', 'export'],
  about: 'Everything that a verifier needs, in one file of lines of JSON',
  examples: ['conclave audit export out/session session.export'],
  args: [sessionArgument, { name: '<file>', about: 'the file to write' }],
  async run({ args: [dir, path], json, shell }) {
    const records = await exportAudit(auditFolderOf(dir), path);
    if (json) printJson(shell, { path, records });
    else shell.out(`${path}: ${count(records)} records\n`);
    return 0;
  },
};
