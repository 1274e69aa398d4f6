import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../core/base/fault.ts';
import { applyOverride } from './overrides.ts';
import { type ConfigProblem, pathText, problemsOf } from './problem.ts';
import type { RunFile } from './run-file.ts';
import { runFileSchema } from './run-file-schema.ts';
import { parseWritten } from './written.ts';

export interface ReadRunFile {
  readonly file: RunFile;
  /** The folder that its relative paths are relative to. */
  readonly baseDir: string;
}

/** Reads a run file from disk, with `KEY=VALUE` overrides; anything wrong with it is one Fault that names all problems. */
export function readRunFile(path: string, overrides: readonly string[] = []): ReadRunFile {
  return { file: parseRunFile(readText(path), path, overrides), baseDir: dirname(resolve(path)) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Fault('config', `${path}: no such file; a run file is expected`);
    if (code === 'EISDIR') throw new Fault('config', `${path}: expected a run file, is a folder`);
    throw new Fault('world', `${path}: cannot be read (${code})`);
  }
}

/** The same for a text. `label` is what messages call it. */
export function parseRunFile(text: string, label: string, overrides: readonly string[] = []): RunFile {
  const written = parseWritten(text, label);
  const root = structuredClone(written.value);
  if (root === null || root === undefined)
    throw new Fault('config', `${label}: expected a run file, the file is empty`);
  const applied = overrides.map((override) => applyOverride(root, override));
  const read = runFileSchema.safeParse(root);
  if (read.success) return read.data;
  const lines = problemsOf(read.error, root).map((problem) => {
    const override = applied.findLast(({ path }) => isWithin(problem, path));
    const where = override === undefined ? `${label}:${written.lineOf(problem.path)}` : `--set ${override.text}`;
    const key = pathText(problem.path, root);
    return `${where}: ${key === '' ? '' : `${key}: `}${problem.text}`;
  });
  throw new Fault('config', lines[0], lines.slice(1));
}

function isWithin(problem: ConfigProblem, path: readonly (string | number)[]): boolean {
  return path.every((key, i) => problem.path[i] === key);
}
