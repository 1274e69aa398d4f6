import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { threadId } from 'node:worker_threads';
import { appendAll, type Disk } from './disk.ts';
import { isAlive } from './is-alive.ts';

export const TEMPORARY = '.tmp';
/** Behind the name of the file: the process, the thread, and what tells their writes apart. Older versions had none of them. */
const MARK = /^(?:\.(\d+)\.(\d+)\.[\da-f]{16})?\.tmp$/;

/** What this thread is writing now. */
const writing = new Set<string>();

/**
 * A file that is there whole or not at all, whatever happens meanwhile: written under a name that no other writer has, synced,
 * renamed, and the name synced. Of several writers at once the last to be done stands. When it rejects before the rename, the
 * old file stands.
 */
export async function replaceFile(disk: Disk, path: string, ...parts: readonly Uint8Array[]): Promise<void> {
  removeLeftOver(disk, path);
  const mark = `${process.pid}.${threadId}.${randomBytes(8).toString('hex')}`;
  const temporary = `${path}.${mark}${TEMPORARY}`;
  writing.add(temporary);
  let isThere = false;
  try {
    const file = disk.open(temporary, 'new');
    isThere = true;
    try {
      for (const part of parts) appendAll(file, part);
      await file.fdatasync();
    } finally {
      file.close();
    }
    disk.rename(temporary, path);
    isThere = false;
  } finally {
    if (isThere) removeIfThere(disk, temporary);
    writing.delete(temporary);
  }
  await disk.syncFolder(dirname(path));
}

/** What a crash left half written of this file; the writers that live are left alone. */
function removeLeftOver(disk: Disk, path: string): void {
  const folder = dirname(path);
  const start = basename(path);
  for (const name of disk.list(folder)) {
    if (!name.startsWith(start)) continue;
    const mark = MARK.exec(name.slice(start.length));
    if (mark === null) continue;
    const [, pid, thread] = mark;
    // A number that is ours may be that of a process before us, as it is in a container: then this thread knows nothing of it.
    const isOurs = Number(pid) === process.pid;
    const mayBeWritten = isOurs
      ? Number(thread) !== threadId || writing.has(join(folder, name))
      : pid !== undefined && isAlive(Number(pid));
    if (!mayBeWritten) removeIfThere(disk, join(folder, name));
  }
}

/** What stays behind does no harm: the next writer comes by here. */
function removeIfThere(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch {
    return;
  }
}
