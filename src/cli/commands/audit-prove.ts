import { readFileSync, writeFileSync } from 'node:fs';
import { orderAt } from '../../audit/order-state.ts';
import { proveConsistency, proveRecord } from '../../audit/prove.ts';
import { auditFolderOf } from '../../audit/record-files.ts';
import { Fault } from '../../sdk/index.ts';
import { AuditGaps } from '../audit-gaps.ts';
import { type Command, printJson, text } from '../command.ts';
import { sessionArgument } from './audit-options.ts';

export const auditProve: Command = {
  path: ['audit', 'prove'],
  about:
    'A proof, for somebody else to verify, that a record or an order is in the log, or that the log goes on from a checkpoint',
  examples: [
    'conclave audit prove out/session o-1042.0 --out proof.json',
    'conclave audit prove out/session --since kept.checkpoint',
  ],
  args: [
    sessionArgument,
    { name: '[what]', about: 'the number of a record, or an order: the record on which it was sent' },
  ],
  options: [
    { flags: '--since <file>', about: 'a checkpoint that was kept: proves that the log begins with what it covers' },
    { flags: '--out <file>', about: 'where to write the proof (default: print it)' },
  ],
  async run(call) {
    const { args, shell } = call;
    const folder = auditFolderOf(args[0]);
    const since = text(call, 'since');
    const [, what] = args;
    if ((since === undefined) === (what === undefined))
      throw new Fault('usage', 'expected the number of a record, an order, or --since FILE');
    const gaps = new AuditGaps(shell);
    const proof =
      since === undefined
        ? proveRecord(folder, sequenceOf(folder, what, gaps))
        : proveConsistency(folder, readFileSync(since, 'utf8'));
    const out = text(call, 'out');
    if (out === undefined) printJson(shell, proof);
    else writeFileSync(out, `${JSON.stringify(proof, null, 2)}\n`);
    return gaps.exitCode;
  },
};

function sequenceOf(folder: string, what: string, { tell }: AuditGaps): number {
  return /^\d{1,15}$/.test(what) ? Number(what) : orderAt(folder, what, undefined, tell).steps[0].sequence;
}
