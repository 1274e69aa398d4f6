import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { ControlClient } from '../api/control-client.ts';
import { Fault } from '../sdk/index.ts';
import { type Call, type Option, printJson, text } from './command.ts';

/** How every `ctl` command finds its session. */
export const targetOptions: readonly Option[] = [
  { flags: '--data <dir>', about: 'folder of the running session' },
  { flags: '--url <url>', about: 'address of its HTTP port, instead of a folder' },
  { flags: '--token-file <file>', about: 'its tokens, with --url' },
];

/** What every command that changes something takes besides. */
export const commandOptions: readonly Option[] = [
  ...targetOptions,
  { flags: '--why <text>', about: 'the reason, for the record' },
  { flags: '--key <key>', about: 'of an earlier try whose outcome is not known: it cannot be done twice' },
];

export const scopeOption: Option = {
  flags: '--scope <scope>',
  about: 'account, strategy:ID or instrument:NAME',
};

export function connect(call: Call): ControlClient {
  const folder = text(call, 'data');
  const url = text(call, 'url');
  const tokensFile = text(call, 'tokenFile');
  if (folder !== undefined && url === undefined && tokensFile === undefined) return new ControlClient({ folder });
  if (folder === undefined && url !== undefined && tokensFile !== undefined) {
    if (!URL.canParse(url))
      throw new Fault('usage', `--url: expected an address such as http://127.0.0.1:8080, was '${url}'`);
    return new ControlClient({ url, tokensFile });
  }
  throw new Fault('usage', 'expected --data DIR, or --url URL with --token-file FILE');
}

/** Who, why and under which key. */
export function commandOf(call: Call, reason?: string): { who: string; why: string; idempotencyKey: string } {
  const why = text(call, 'why')?.trim() ?? reason;
  if (why === undefined || why === '') throw new Fault('usage', '--why: expected a reason, which goes into the record');
  return { who: userInfo().username, why, idempotencyKey: text(call, 'key') ?? randomUUID() };
}

/** `account`, `strategy:ID`, `instrument:NAME` */
export function scopeOf(call: Call): { kind: string; id: string } {
  const given = text(call, 'scope') ?? 'account';
  const [, kind = '', id = ''] = /^(account|strategy|instrument)(?::(.+))?$/.exec(given) ?? [];
  if (kind === '' || (kind === 'account') !== (id === ''))
    throw new Fault('usage', `--scope: expected account, strategy:ID or instrument:NAME, was '${given}'`);
  return { kind, id };
}

/** `KEY=VALUE` arguments as an object. */
export function pairsOf(args: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    args.map((arg) => {
      const [, key, value] = /^([^=]+)=(.+)$/s.exec(arg) ?? [];
      if (key === undefined) throw new Fault('usage', `expected KEY=VALUE, was '${arg}'`);
      return [key, value];
    }),
  );
}

/** Sends a command that changes something, and says that it is on record. */
export async function carryOut(
  call: Call,
  method: string,
  right: Parameters<ControlClient['call']>[1],
  request: { readonly command: ReturnType<typeof commandOf>; readonly [field: string]: unknown },
  said: string,
): Promise<number> {
  const { idempotencyKey } = request.command;
  const client = connect(call);
  const answer = await client.call(method, right, request).catch((error: unknown) => {
    if (!(error instanceof Fault) || error.kind !== 'world') throw error;
    throw new Fault('world', error.message, [
      ...error.details,
      `to ask again without doing it twice: --key ${idempotencyKey}`,
    ]);
  });
  if (call.json) printJson(call.shell, answer);
  else call.shell.out(`${said}: on record as input ${String((answer as { sequence?: string }).sequence ?? '?')}\n`);
  return 0;
}
