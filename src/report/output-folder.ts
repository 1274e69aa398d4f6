import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Fault } from '../core/base/fault.ts';

/** What tells the folders of one command from others. */
export interface FolderForm {
  /** The file whose `run` says what the folder holds. */
  readonly summary: string;
  /** What may stand at its top: everything else in it is somebody else's and stays. */
  readonly entries: readonly string[];
}

const BACKTEST: FolderForm = {
  summary: 'result.json',
  entries: ['result.json', 'tear-sheet.html', 'csv', 'json', 'parquet'],
};

/** Where `write` works: files go into `path` and appear in the output folder all together, or not at all. */
export interface OutputFolder {
  readonly path: string;
  commit(): Promise<void>;
  /** Takes back everything that was made. */
  abandon(): Promise<void>;
}

/**
 * A folder beside `dir`, `dir.partial-XXXXXX`, that takes its place on `commit`. A folder that holds another run, or files
 * but no run, is in use: a `world` Fault (exit code 4) unless `force`; the same run is replaced. Files of others in it are
 * kept either way.
 */
export async function beginOutputFolder(
  dir: string,
  runId: string,
  force: boolean,
  form: FolderForm = BACKTEST,
): Promise<OutputFolder> {
  // A link stays one: what it leads to is replaced.
  const target = await realpath(dir).catch(() => resolve(dir));
  if (!force) await assertFree(target, runId, form);
  else await assertFolder(target);
  const parent = dirname(target);
  const made = await mkdir(parent, { recursive: true });
  const path = join(parent, `${basename(target)}.partial-${randomUUID().slice(0, 8)}`);
  await mkdir(path).catch(async (error: unknown) => {
    await removeEmpty(parent, made);
    throw error;
  });
  return {
    path,
    commit: () => install(path, target, form),
    async abandon() {
      await rm(path, { recursive: true, force: true });
      await removeEmpty(parent, made);
    },
  };
}

/** Takes back the folders from `first` down to `last` that were made for this run, as far as nobody has put anything there. */
async function removeEmpty(last: string, first: string | undefined): Promise<void> {
  if (first === undefined) return;
  for (let folder = last; folder.startsWith(first); folder = dirname(folder)) {
    if (
      !(await rmdir(folder).then(
        () => true,
        () => false,
      ))
    )
      return;
  }
}

async function assertFolder(target: string): Promise<Stats | undefined> {
  const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found !== undefined && !found.isDirectory()) {
    throw new Fault('world', `output.dir: expected a folder, ${target} is a file`);
  }
  return found;
}

/** Throws where `beginOutputFolder` would, without `force`: before long work, whose result would have no place. */
export async function assertFree(target: string, runId: string, form: FolderForm): Promise<void> {
  if ((await assertFolder(target)) === undefined) return;
  const entries = await readdir(target);
  if (entries.length === 0) return;
  const held = await runIn(target, form);
  if (held === undefined) {
    const example = entries.toSorted().slice(0, 3).join(', ');
    throw new Fault(
      'world',
      `output.dir: ${target} holds files that are no run's (${example}); choose another folder, or --force`,
    );
  }
  if (held.id !== runId) {
    throw new Fault(
      'world',
      `output.dir: ${target} holds another run (${held.name}, ${held.id}); choose another folder with --out, or replace it with --force`,
    );
  }
}

async function runIn(folder: string, { summary }: FolderForm): Promise<{ id: string; name: string } | undefined> {
  try {
    const { run } = JSON.parse(await readFile(join(folder, summary), 'utf8')) as {
      run?: { id?: unknown; name?: unknown };
    };
    return typeof run?.id === 'string' ? { id: run.id, name: String(run.name) } : undefined;
  } catch {
    return undefined;
  }
}

/** Two renames: whoever looks sees the old folder or the new one, never half of each. */
async function install(path: string, target: string, { entries }: FolderForm): Promise<void> {
  const retired = `${path}.old`;
  const before = await assertFolder(target);
  if (before !== undefined) await rename(target, retired);
  try {
    await rename(path, target);
  } catch (error) {
    if (before !== undefined) await rename(retired, target);
    throw error;
  }
  if (before === undefined) return;
  for (const entry of await readdir(retired)) {
    if (!entries.includes(entry)) await rename(join(retired, entry), join(target, entry));
  }
  await rm(retired, { recursive: true, force: true });
}
