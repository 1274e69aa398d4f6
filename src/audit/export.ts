import { readFileSync, readSync, openSync, closeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { checkpointLine, noteIn, readCheckpoint } from './checkpoint.ts';
import { linesOf } from './lines.ts';
import { HASH_BYTES } from './merkle.ts';
import { auditPaths, readRecords } from './record-files.ts';

const BLOCK_RECORDS = 1_000;

/**
 * Everything that a verifier needs, in one file of lines: a header with the public key; before each block of records their hashes
 * (`leaves`), so that a changed record is named whatever follows it; the records as stored; behind each, the checkpoints that
 * end there. It ends with the newest checkpoint: what nobody signed is not exported. Resolves to the records written.
 */
export async function exportAudit(folder: string, path: string): Promise<number> {
  const paths = auditPaths(folder);
  const notes = checkpointsOf(folder);
  const last = notes.at(-1)?.size ?? 0;
  const out = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new Fault('world', `${path}: expected a new file, this one is there already`)
      : error;
  });
  try {
    const origin = notes.at(-1)?.origin ?? '';
    const publicKey = readFileSync(paths.publicKey, 'utf8').trim();
    await out.write(
      `{"conclaveAudit":1,"origin":${JSON.stringify(origin)},"publicKey":${JSON.stringify(publicKey)}}\n`,
    );
    let next = 0;
    let text: string[] = [];
    for (const { record, line } of readRecords(folder, 1, last)) {
      const index = record.sequence - 1;
      if (index % BLOCK_RECORDS === 0) {
        await out.write(text.join(''));
        text = [`{"leaves":"${leavesFrom(paths.tree, index, Math.min(BLOCK_RECORDS, last - index))}"}\n`];
      }
      text.push(`${line}\n`);
      for (; next < notes.length && notes[next].size <= record.sequence; next++)
        text.push(checkpointLine(notes[next].note).toString());
    }
    await out.write(text.join(''));
    await out.sync();
    return last;
  } finally {
    await out.close();
  }
}

function leavesFrom(tree: string, index: number, count: number): string {
  const file = openSync(join(tree, 'level-0'), 'r');
  try {
    const hashes = Buffer.alloc(count * HASH_BYTES);
    readSync(file, hashes, 0, hashes.length, index * HASH_BYTES);
    return hashes.toString('base64');
  } finally {
    closeSync(file);
  }
}

/** The checkpoints of a folder, oldest first; a torn last line is none yet. */
export function checkpointsOf(
  folder: string,
): { readonly note: string; readonly size: number; readonly origin: string }[] {
  const found = [];
  for (const { bytes, whole } of linesOf(auditPaths(folder).checkpoints)) {
    const note = whole ? noteIn(bytes) : undefined;
    const head = note === undefined ? undefined : readCheckpoint(note);
    if (note !== undefined && head !== undefined) found.push({ note, size: head.size, origin: head.origin });
  }
  return found;
}
