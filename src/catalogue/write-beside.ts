import { rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../core/base/fault.ts';

/** Writes to a neighbour and renames it into place: nobody ever sees half a file. */
export async function writeBeside(path: string, write: (temporary: string) => Promise<unknown>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const tidy = () => rmSync(temporary, { force: true });
  process.once('exit', tidy);
  try {
    await mkdir(dirname(path), { recursive: true });
    await write(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof Fault) throw error;
    throw new Fault('world', `${path}: cannot be written (${(error as Error).message})`);
  } finally {
    process.off('exit', tidy);
  }
}
