import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realDisk } from '../../journal/disk.ts';
import { replaceFile } from '../../journal/replace-file.ts';
import { Hops, type SavedHops } from '../../telemetry/hops.ts';

const HOPS_NAME = 'hops.json';

/** Latencies of all starts of a session that ended in order. They decide nothing: a file that cannot be read counts as none. */
export function readHops(dir: string): Hops {
  const hops = new Hops();
  const path = join(dir, 'report', HOPS_NAME);
  if (!existsSync(path)) return hops;
  try {
    hops.load(JSON.parse(readFileSync(path, 'utf8')) as SavedHops);
    return hops;
  } catch {
    return new Hops();
  }
}

export async function writeHops(dir: string, hops: Hops): Promise<void> {
  const folder = join(dir, 'report');
  realDisk.makeFolder(folder);
  await replaceFile(realDisk, join(folder, HOPS_NAME), Buffer.from(`${JSON.stringify(hops.save())}\n`));
}
