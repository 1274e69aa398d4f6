import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import type { BacktestResult } from '../backtest/result.ts';
import { csvOf } from './csv.ts';
import { jsonOf } from './json.ts';
import { beginOutputFolder } from './output-folder.ts';
import { writeParquetTables } from './parquet.ts';
import { resultTables } from './tables/tables.ts';
import { tearSheet } from './tear-sheet.ts';

export type OutputFormat = 'html' | 'json' | 'csv' | 'parquet';

export interface WriteOptions {
  readonly dir: string;
  readonly formats: readonly OutputFormat[];
  /** Replace another run, or a folder that holds none. */
  readonly force: boolean;
  /** Aborting it leaves nothing behind and ends in an `interrupted` Fault. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a run into a folder: `result.json` (the summary, always), `tear-sheet.html`, and every table under `csv/`,
 * `json/`, `parquet/`. All or nothing. Returns what the summary's `files` says: name to path inside the folder. A folder in
 * use, a full disk or a missing permission is a `world` Fault.
 */
export async function writeResult(
  result: BacktestResult,
  options: WriteOptions,
): Promise<{ files: Record<string, string> }> {
  const { dir, formats, force, signal } = options;
  const tables = resultTables(result);
  const files: Record<string, string> = { result: 'result.json' };
  if (formats.includes('html')) files.tearSheet = 'tear-sheet.html';
  for (const format of ['csv', 'json', 'parquet'] as const) {
    if (!formats.includes(format)) continue;
    for (const { name } of tables) files[`${name}.${format}`] = `${format}/${name}.${format}`;
  }
  const summary = { ...result.summary, files };
  try {
    const folder = await beginOutputFolder(dir, result.summary.run.id, force);
    try {
      const place = (name: string): string => join(folder.path, files[name]);
      for (const format of ['csv', 'json'] as const) {
        if (!formats.includes(format)) continue;
        for (const table of tables)
          await writeText(place(`${table.name}.${format}`), (format === 'csv' ? csvOf : jsonOf)(table), signal);
      }
      if (formats.includes('parquet')) {
        await mkdir(join(folder.path, 'parquet'));
        await writeParquetTables(tables.map((table) => ({ table, path: place(`${table.name}.parquet`) })));
      }
      if (formats.includes('html')) await writeText(place('tearSheet'), [tearSheet({ ...result, summary })], signal);
      await writeText(place('result'), [`${JSON.stringify(summary, null, 2)}\n`], signal);
      await folder.commit();
    } catch (error) {
      await folder.abandon();
      throw error;
    }
  } catch (error) {
    throw worldFault(error, dir);
  }
  return { files };
}

export async function writeText(
  path: string,
  chunks: Iterable<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await using file = await open(path, 'wx');
  for (const chunk of chunks) {
    if (signal?.aborted === true) throw new Fault('interrupted', 'interrupted; nothing was written');
    await file.writeFile(chunk);
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  ENAMETOOLONG: 'the path is too long',
  EBUSY: 'the folder is in use',
};

/** What the system said, in one sentence; DuckDB says it in its own words. */
export function worldFault(error: unknown, dir: string): unknown {
  if (error instanceof Fault) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const full = /no space left on device/i.test(String(message));
  const why = code === undefined ? (full ? WHY.ENOSPC : undefined) : (WHY[code] ?? code);
  if (why === undefined && !String(message).startsWith('IO Error')) return error;
  return new Fault('world', `output.dir: ${dir} cannot be written: ${why ?? message}; nothing was left there`);
}
