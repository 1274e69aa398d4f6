import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { realDisk } from '../../journal/disk.ts';
import { segmentsIn } from '../../journal/segment.ts';
import { Fault } from '../../sdk/index.ts';

export const folderArgument = { name: '<dir>', about: 'the folder of a session, or the journal folder in it' } as const;

/** The journal that a folder given on the command line means, and the folder whose lock guards it. */
export function journalFolder(given: string): { journal: string; locked: string } {
  const folder = resolve(given);
  if (!isFolder(folder)) throw new Fault('world', `${given}: there is no such folder`);
  const inside = join(folder, 'journal');
  if (isFolder(inside)) return { journal: inside, locked: folder };
  if (segmentsIn(realDisk, folder).length === 0)
    throw new Fault('world', `${given}: expected the folder of a session, or a journal folder; there is no journal`);
  return { journal: folder, locked: basename(folder) === 'journal' ? dirname(folder) : folder };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
