import { existsSync, readFileSync, statSync } from 'node:fs';
import { type Verdict, verify } from '../../audit/verify.ts';
import { readProof, verifyProof } from '../../audit/verify-proof.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson, text } from '../command.ts';

export const auditVerify: Command = {
  path: ['audit', 'verify'],
  about: 'Check a session, an export or a proof; exit code 6 and the place when anything was changed',
  examples: [
    'conclave audit verify out/session',
    'conclave audit verify session.export --key public.key --checkpoint kept.checkpoint',
    'conclave audit verify proof.json --key public.key',
  ],
  args: [{ name: '<path>', about: 'the folder of a session, an export, or a proof' }],
  options: [
    {
      flags: '--key <file>',
      about: "the public key that you keep (default: the log's own, which proves consistency only)",
    },
    { flags: '--checkpoint <file>', about: 'a checkpoint that you keep: shows a replaced or rolled-back history' },
    { flags: '--running', about: 'leave out records that are not signed yet' },
  ],
  async run(call) {
    const { args, json, shell, options } = call;
    const [path] = args;
    if (!existsSync(path))
      throw new Fault('world', `${path}: expected the folder of a session, an export, or a proof, nothing is there`);
    const kept = { key: fileOption(text(call, 'key')), checkpoint: fileOption(text(call, 'checkpoint')) };
    const proof = path.endsWith('.json') && statSync(path).isFile() ? readProof(readFileSync(path, 'utf8')) : undefined;
    const verdict =
      proof === undefined ? verify(path, { ...kept, running: options.running === true }) : verifyProof(proof, kept);
    if (json) printJson(shell, verdict);
    else shell.out(`${verdict.ok ? 'verified' : 'NOT VERIFIED'}: ${verdict.message}\n${headText(verdict)}`);
    return verdict.ok ? 0 : new Fault('integrity', verdict.message).exitCode;
  },
};

function fileOption(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}

function headText(verdict: Partial<Verdict>): string {
  if (!verdict.ok || verdict.root === undefined || verdict.root === '') return '';
  return `${verdict.origin}, ${verdict.signed} records, root ${verdict.root}\nkey ${verdict.key}\n`;
}
