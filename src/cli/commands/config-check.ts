import { readLiveFile } from '../../config/read-run-file.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { listOption } from '../option-values.ts';

export const configCheck: Command = {
  path: ['config', 'check'],
  about: 'Whether a run file is right, for a live session and the environment as it is; exit code 3 when it is not',
  examples: ['conclave config check live.yaml', 'conclave config check live.yaml --set live.profile=live'],
  args: [{ name: '<file>', about: 'a run file' }],
  options: [{ flags: '--set <key=value>', about: 'lay a setting over the file', repeated: true }],
  async run(call) {
    const [path] = call.args;
    const { limits } = readLiveFile(path, { env: call.shell.env, sets: listOption(call, 'set') });
    // A session would start and take no new risk; who asks whether the configuration is right is told that it is not.
    if (limits.state !== 'known') throw new Fault('config', `${path}: risk.file: ${limits.reason}`);
    if (call.json) printJson(call.shell, { file: path, ok: true, limitsHash: limits.hash });
    else call.shell.err(`${path} is right.\n`);
    return 0;
  },
};
