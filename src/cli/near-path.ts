import { relative } from 'node:path';
import process from 'node:process';

/** A path as somebody here would type it: relative, unless that leads out of this folder. */
export function nearPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') ? path : near;
}
