import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault } from '../core/base/fault.ts';

const PREFIX = 'package:';

/**
 * Where a data path points: relative to the folder of the file it stands in, or `package:NAME/FILE` in an installed package,
 * looked for from that folder upwards first and among our own packages then.
 */
export function resolveDataPath(path: string, baseDir: string): string {
  if (!path.startsWith(PREFIX)) return resolve(baseDir, path);
  const match = /^package:((?:@[^/]+\/)?[^/@][^/]*)\/(.+)$/.exec(path);
  if (match === null) throw new Fault('config', `path: expected package:NAME/FILE, was "${path}"`);
  const [, name, file] = match;
  for (const folder of packageFolders(name, baseDir)) {
    const found = join(folder, file);
    const inside = relative(folder, found);
    if (inside.startsWith('..') || isAbsolute(inside)) {
      throw new Fault('config', `path: expected a file inside the package ${name}, was "${path}"`);
    }
    if (existsSync(found)) return found;
    throw new Fault('data', `path: the package ${name} has no file ${file}`);
  }
  throw new Fault(
    'data',
    `path: expected an installed package, found none named "${name}"; npm install ${name} adds it`,
  );
}

function packageFolders(name: string, baseDir: string): string[] {
  const starts = [pathToFileURL(join(resolve(baseDir), 'from.js')), import.meta.url];
  const roots = starts.flatMap((start) => createRequire(start).resolve.paths(name) ?? []);
  return roots.map((root) => join(root, name)).filter((folder) => existsSync(join(folder, 'package.json')));
}
