import { dirname } from 'node:path';
import { appendAll, type Disk } from './disk.ts';

export const TEMPORARY = '.tmp';

/**
 * A file that is there whole or not at all, whatever happens meanwhile: written under another name, synced, renamed, and the
 * name synced. When it rejects, the old file stands.
 */
export async function replaceFile(disk: Disk, path: string, ...parts: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}${TEMPORARY}`;
  const file = disk.open(temporary, 'append');
  try {
    // What a crash left here under this name.
    file.truncate(0);
    for (const part of parts) appendAll(file, part);
    await file.fdatasync();
  } finally {
    file.close();
  }
  disk.rename(temporary, path);
  await disk.syncFolder(dirname(path));
}
