import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Us } from '../../core/base/time.ts';

/** As the writer of a log names files that were full. */
const MOVED_ASIDE = /\.log\.\d+$/;

/** Removes log files that were moved aside and last written to before a moment; returns their names. The one in use stays. */
export function removeOldLogs(folder: string, beforeUs: Us): string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => MOVED_ASIDE.test(name)) : [];
  const old = names.filter((name) => statSync(join(folder, name)).mtimeMs * 1_000 < beforeUs);
  for (const name of old) rmSync(join(folder, name), { force: true });
  return old.toSorted();
}
