import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import { formatTime } from '../../core/base/time.ts';
import { isLocked } from '../../journal/lock.ts';
import { readSession, SESSION_NAME } from './session-file.ts';
import { sessionsFolder } from './start.ts';

export interface ListedSession {
  readonly name: string;
  readonly dir: string;
  /** A process has it now. */
  readonly running: boolean;
  readonly starts: number;
  /** When it was first started, to the minute. */
  readonly began: string;
}

/** The sessions right under a folder, or the one that it is; by name. */
export function listSessions(given?: string): ListedSession[] {
  const folder = given ?? sessionsFolder();
  if (!existsSync(folder)) {
    if (given === undefined) return [];
    throw new Fault('world', `${folder}: there is no such folder`);
  }
  const places = existsSync(join(folder, SESSION_NAME))
    ? [folder]
    : readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, SESSION_NAME)))
        .map(({ name }) => join(folder, name));
  return places.toSorted().flatMap((dir) => {
    const recorded = readSession(dir);
    if (recorded === undefined) return [];
    const { name, starts, startUs } = recorded;
    return [{ name, dir, running: isLocked(dir), starts, began: formatTime(startUs) }];
  });
}
