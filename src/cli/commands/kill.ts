import { userInfo } from 'node:os';
import { killSession } from '../../hosts/watchdog/kill.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, type Command, printJson, text } from '../command.ts';

const SCOPE = /^(?:(account)|(strategy|instrument):(.+))$/;
const EXIT_UNKNOWN = 4;

export const kill: Command = {
  path: ['kill'],
  about: 'Cancel orders at the venue and latch, past a trader that hangs or is gone; only a release undoes it',
  examples: [
    'conclave kill --data out/session --yes',
    'conclave kill --data out/session --scope strategy:trend --why "it trades too much" --yes',
  ],
  options: [
    { flags: '--data <dir>', about: "the session's folder" },
    { flags: '--scope <scope>', about: 'account (default), strategy:ID or instrument:ID' },
    { flags: '--why <text>', about: 'what is written beside it' },
    { flags: '--yes', about: 'really do it' },
  ],
  async run(call) {
    const session = text(call, 'data');
    if (session === undefined) throw new Fault('usage', "--data: expected a session's folder");
    const { scope, subject } = scopeOf(call);
    const what = subject === '' ? 'the account' : `${scope} ${subject}`;
    if (call.options['yes'] !== true)
      throw new Fault('usage', `--yes: expected, for this cancels the orders of ${what} and stops it until a release`);
    const who = userInfo().username;
    const why = text(call, 'why') ?? 'conclave kill';
    const result = await killSession(session, { scope, subject, who, why }, new RealClock());
    const { outcome, cancelled, unknown, version, by } = result;
    if (call.json) printJson(call.shell, { scope, subject, version, by, outcome, why: result.why, cancelled, unknown });
    else {
      call.shell.out(`killed ${what}: ${cancelled.length} orders cancelled by ${subjectOf(by)}\n`);
      if (unknown.length > 0) call.shell.out(`unknown: ${unknown.join(' ')}\n`);
      if (outcome === 'unknown') call.shell.err(`Latched, but the venue did not confirm: ${result.why}.\n`);
    }
    return outcome === 'known' ? 0 : EXIT_UNKNOWN;
  },
};

function subjectOf(by: 'watchdog' | 'itself'): string {
  return by === 'watchdog' ? 'the watchdog' : 'this command';
}

function scopeOf(call: Call): { scope: 'account' | 'strategy' | 'instrument'; subject: string } {
  const given = text(call, 'scope') ?? 'account';
  const match = SCOPE.exec(given);
  if (match === null)
    throw new Fault('usage', `--scope: expected account, strategy:ID or instrument:ID, was '${given}'`);
  const [, account, scope, subject = ''] = match;
  if (account !== undefined) return { scope: 'account', subject: '' };
  return { scope: scope === 'strategy' ? 'strategy' : 'instrument', subject };
}
