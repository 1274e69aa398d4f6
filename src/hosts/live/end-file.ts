import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realDisk } from '../../journal/disk.ts';
import { replaceFile } from '../../journal/replace-file.ts';

const END_NAME = 'end.json';

/**
 * The last input that was on record when a session last ended in order, 0 before it ever did: inputs behind it are of a start
 * that has not. undefined: nothing says it, as in sessions of before; a file that cannot be read says nothing either.
 */
export function readEnd(dir: string): number | undefined {
  const path = join(dir, END_NAME);
  if (!existsSync(path)) return undefined;
  try {
    const { lastInput } = JSON.parse(readFileSync(path, 'utf8')) as { lastInput?: unknown };
    return typeof lastInput === 'number' ? lastInput : undefined;
  } catch {
    return undefined;
  }
}

export async function writeEnd(dir: string, lastInput: number): Promise<void> {
  await replaceFile(realDisk, join(dir, END_NAME), Buffer.from(`${JSON.stringify({ lastInput })}\n`));
}
