import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { canonicalJson } from '../config/canonical.ts';
import { type FolderLock, LOCK, lockFolder } from '../journal/lock.ts';
import { type Left, recoverRows } from './row-file.ts';
import type { SweepIdentity } from './sweep-plan.ts';

/** What a sweep's folder holds; anything else in it is somebody else's and stays. */
export const sweepFiles = {
  summary: 'sweep.json',
  rows: 'points.jsonl',
  table: 'points.parquet',
  page: 'sweep.html',
} as const;

export interface FolderOptions {
  readonly dir: string;
  /** Go on with the same sweep, where one is there. */
  readonly resume: boolean;
  /** Begin anew, whatever is there. */
  readonly force: boolean;
}

/** A folder that this process alone writes to until it releases it. */
export interface BegunFolder {
  readonly left: Left;
  readonly lock: FolderLock;
}

/**
 * A folder for this sweep. One that holds another sweep, or the same one without `resume`, is refused (a `world` Fault) unless
 * `force`; so is one that holds files but no sweep, and always one that another process writes to. Returns what an earlier run of
 * the same sweep left.
 */
export async function beginFolder(identity: SweepIdentity, options: FolderOptions): Promise<BegunFolder> {
  // What is refused has no lock put into it; what was free may be taken by the time that the lock is ours.
  await leftIn(identity, options);
  const lock = lockFolder(options.dir);
  try {
    return {
      lock,
      left: (await leftIn(identity, options))
        ? await recoverRows(join(options.dir, sweepFiles.rows))
        : await anew(identity, options),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Whether the folder holds this sweep, to go on with. Throws where it is not to be touched. */
async function leftIn(identity: SweepIdentity, { dir, resume, force }: FolderOptions): Promise<boolean> {
  const held = force ? undefined : await heldIn(dir);
  if (held !== undefined) {
    const differs = differences(held, identity);
    if (differs.length > 0) {
      throw new Fault(
        'world',
        `${dir} holds another sweep: ${differs.join(', ')} differ${differs.length === 1 ? 's' : ''}; choose another folder with --out, or begin anew with --force`,
      );
    }
    if (!resume)
      throw new Fault('world', `${dir} holds this sweep already; --resume goes on with it, --force begins anew`);
  }
  return held !== undefined;
}

async function anew(identity: SweepIdentity, { dir }: FolderOptions): Promise<Left> {
  for (const name of Object.values(sweepFiles)) await rm(join(dir, name), { force: true });
  // Rows without a description are nobody's; a description without rows is a sweep that has just begun.
  await writeWhole(join(dir, sweepFiles.rows), '');
  await writeSummary(dir, { apiVersion: 0, state: 'running', sweep: identity });
  return { whole: 0, ahead: [] };
}

/** In the place of what stood there: whoever reads it sees the old text or the new one. */
export async function writeSummary(dir: string, summary: object): Promise<void> {
  const path = join(dir, sweepFiles.summary);
  await writeWhole(`${path}.new`, `${JSON.stringify(summary, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

async function writeWhole(path: string, text: string): Promise<void> {
  await using file = await open(path, 'w');
  await file.writeFile(text);
  await file.datasync();
}

/** The sweep that a folder holds; undefined for an empty one or none. */
async function heldIn(dir: string): Promise<Partial<SweepIdentity> | undefined> {
  const found = await stat(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (!found.isDirectory()) throw new Fault('world', `${dir}: expected a folder, is a file`);
  const entries = (await readdir(dir)).filter((name) => name !== LOCK && name !== `${LOCK}-journal`);
  if (entries.length === 0) return undefined;
  const text = await readFile(join(dir, sweepFiles.summary), 'utf8').catch(() => undefined);
  const sweep = sweepOf(text);
  if (sweep !== undefined && entries.includes(sweepFiles.rows)) return sweep;
  const example = entries.toSorted().slice(0, 3).join(', ');
  throw new Fault('world', `${dir} holds files that are no sweep's (${example}); choose another folder, or --force`);
}

function sweepOf(text: string | undefined): Partial<SweepIdentity> | undefined {
  try {
    const { sweep } = JSON.parse(text ?? '') as { sweep?: unknown };
    return typeof sweep === 'object' && sweep !== null ? sweep : undefined;
  } catch {
    return undefined;
  }
}

const WHAT: Readonly<Record<keyof SweepIdentity, string>> = {
  name: 'the name',
  version: "conclave's version",
  method: 'the method',
  objective: 'the objective',
  seed: "the search's seed",
  runSeed: 'the seed',
  points: 'the number of points',
  rungs: 'the rungs',
  parameters: 'what is searched',
  configHash: 'the configuration',
  dataHash: 'the data',
  strategies: 'a strategy file',
};

function differences(held: Partial<SweepIdentity>, wanted: SweepIdentity): string[] {
  const keys = Object.keys(WHAT) as (keyof SweepIdentity)[];
  return keys
    .filter((key) => held[key] === undefined || canonicalJson(held[key]) !== canonicalJson(wanted[key]))
    .map((key) => WHAT[key]);
}
