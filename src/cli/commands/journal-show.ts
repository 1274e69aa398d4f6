import { formatTime } from '../../core/base/time.ts';
import { damageFault, damageText } from '../../journal/damage.ts';
import { realDisk } from '../../journal/disk.ts';
import { JournalReader } from '../../journal/journal-reader.ts';
import { JournalRecord } from '../../journal/record.ts';
import { type Command, printJson } from '../command.ts';
import { numberOption } from '../option-values.ts';
import { folderArgument, journalFolder } from './journal-folder.ts';
import { tornText } from './journal-verify.ts';

const LIMIT = 100;

interface Shown {
  readonly sequence: number;
  readonly tsUs: number;
  readonly kind: number;
  /** What the bytes say, where they are JSON; else `base64` has them. */
  readonly payload?: unknown;
  readonly base64?: string;
}

export const journalShow: Command = {
  path: ['journal', 'show'],
  about: 'The records of a journal, each proven before it is shown',
  examples: ['conclave journal show sessions/demo', 'conclave journal show sessions/demo --from 1000 --limit 5 --json'],
  args: [folderArgument],
  options: [
    { flags: '--from <sequence>', about: 'the first record to show (default 1)' },
    { flags: '--limit <count>', about: `at most so many records (default ${LIMIT})` },
  ],
  async run(call) {
    const { json, shell } = call;
    const from = numberOption(call, 'from', { whole: true, min: 1, max: Number.MAX_SAFE_INTEGER }) ?? 1;
    const limit = numberOption(call, 'limit', { whole: true, min: 1, max: 1_000_000 }) ?? LIMIT;
    const { journal } = journalFolder(call.args[0]);
    const reader = new JournalReader(realDisk, journal, from);
    const record = new JournalRecord();
    const records: Shown[] = [];
    for (let shown = 0; shown < limit && reader.next(record); shown++) {
      if (json) records.push(shownOf(record));
      else shell.out(lineOf(record));
    }
    reader.close();
    if (json) printJson(shell, { journal, records });
    const { damage } = reader;
    if (damage?.torn === false) throw damageFault(journal, damage);
    if (damage !== undefined) shell.err(`${tornText(damageText(damage))}\n`);
    return 0;
  },
};

function shownOf({ sequence, tsUs, kind, payload }: JournalRecord): Shown {
  const text = textOf(payload);
  const base = { sequence, tsUs, kind };
  return text === undefined
    ? { ...base, base64: Buffer.from(payload).toString('base64') }
    : { ...base, payload: JSON.parse(text) as unknown };
}

function lineOf({ sequence, tsUs, kind, payload }: JournalRecord): string {
  const text = textOf(payload) ?? `${payload.length} bytes: ${Buffer.from(payload).toString('base64')}`;
  return `${sequence}  ${formatTime(tsUs)}  ${kind}  ${text}\n`;
}

/** The payload as it was written, where it is JSON. */
function textOf(payload: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
