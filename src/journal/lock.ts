import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../core/base/fault.ts';
import { realDisk } from './disk.ts';

/** What a folder that was ever locked holds for it. */
export const LOCK = 'LOCK';

/** One process at a time keeps a folder; the system itself releases it when the process ends, in whatever way. */
export interface FolderLock {
  readonly folder: string;
  release(): void;
}

/** SQLite's names for "somebody else is in there". */
const BUSY = 5;
const LOCKED = 6;

const COMMIT_WAIT_MS = 1000;

/** A lock that nobody refers to any more may not be collected: its folder is still held. */
const held = new Set<DatabaseSync>();

/**
 * Takes the folder, which is made when it is not there, by a write transaction on the SQLite file `LOCK` that is never
 * finished. Throws a Fault of kind world, which names the folder and the holder, when another process (or this one) has it.
 */
export function lockFolder(folder: string): FolderLock {
  realDisk.makeFolder(folder);
  const database = openDatabase(folder);
  try {
    hold(database);
  } catch (error) {
    const holder = isBusy(error) ? holderOf(database) : undefined;
    database.close();
    if (!isBusy(error)) throw unusable(folder, error);
    const who = holder === undefined ? 'another process' : `process ${holder}`;
    throw new Fault('world', `${folder}: in use by ${who}; one process at a time may work on a folder`);
  }
  held.add(database);
  return {
    folder,
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

/** Whether some process has the folder now. Nothing is made there. */
export function isLocked(folder: string): boolean {
  if (!existsSync(join(folder, LOCK))) return false;
  const database = openDatabase(folder);
  try {
    database.exec('BEGIN IMMEDIATE');
    database.exec('ROLLBACK');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw unusable(folder, error);
  } finally {
    database.close();
  }
}

function openDatabase(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, LOCK), { timeout: 0 });
  } catch (error) {
    throw unusable(folder, error);
  }
}

/**
 * Others may read the file while a write transaction is open, but only what was committed: so the holder's id is committed
 * first, and the transaction that stays open is the one that finds it there.
 */
function hold(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  // Who finds the folder taken looks up the holder, and a commit waits until it has.
  database.exec(`PRAGMA busy_timeout = ${COMMIT_WAIT_MS}`);
  while (holderOf(database) !== process.pid) {
    database.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL)');
    database.exec('DELETE FROM holder');
    database.prepare('INSERT INTO holder VALUES (?)').run(process.pid);
    database.exec('COMMIT');
    database.exec('BEGIN IMMEDIATE');
  }
}

function holderOf(database: DatabaseSync): number | undefined {
  try {
    const row = database.prepare('SELECT pid FROM holder').get();
    return typeof row?.pid === 'number' ? row.pid : undefined;
  } catch {
    // No table yet, or its writer is about to commit.
    return undefined;
  }
}

function isBusy(error: unknown): boolean {
  const { errcode } = (error ?? {}) as { errcode?: number };
  return errcode !== undefined && [BUSY, LOCKED].includes(errcode % 256);
}

function unusable(folder: string, error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault('world', `${join(folder, LOCK)}: cannot be used as a lock: ${reason}`);
}
