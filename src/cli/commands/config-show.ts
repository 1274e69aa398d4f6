import { readLiveFile } from '../../config/read-run-file.ts';
import { effectiveConfig, effectiveSettings } from '../../config/show.ts';
import { type Command, printJson } from '../command.ts';
import { listOption } from '../option-values.ts';
import { table } from '../table.ts';

export const configShow: Command = {
  path: ['config', 'show'],
  about: 'Every setting that takes effect, sorted, without secrets',
  examples: [
    'conclave config show live.yaml',
    'conclave config show live.yaml --origin',
    'conclave config show live.yaml --json',
  ],
  args: [{ name: '<file>', about: 'a run file' }],
  options: [
    { flags: '--origin', about: 'where each comes from: default, profile, file, environment or flag' },
    { flags: '--set <key=value>', about: 'lay a setting over the file', repeated: true },
  ],
  async run(call) {
    const { shell, json } = call;
    const origin = call.options.origin === true;
    const read = readLiveFile(call.args[0], { env: shell.env, sets: listOption(call, 'set') });
    const { limits } = read;
    if (limits.state !== 'known') shell.err(`${shell.paintErr('yellow', 'no new risk:')} ${limits.reason}\n`);
    if (json) printJson(shell, origin ? { settings: effectiveSettings(read) } : effectiveConfig(read));
    else {
      const rows = effectiveSettings(read).map(({ key, value, from }) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
        ...(origin ? [from] : []),
      ]);
      shell.out(table(rows));
    }
    return 0;
  },
};
