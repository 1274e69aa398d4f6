import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { didYouMean } from '../config/nearest.ts';
import { Fault } from '../core/base/fault.ts';

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];

/** A file rather than a built-in's name. */
export function isStrategyPath(reference: string): boolean {
  return isAbsolute(reference) || /[/\\]/.test(reference) || EXTENSIONS.includes(extname(reference));
}

/** The absolute path of a strategy file, which must be there and have a known ending. */
export function strategyPath(reference: string, baseDir: string): string {
  const path = resolve(baseDir, reference);
  if (!existsSync(path))
    throw new Fault('strategy', `${path}: no such strategy file${didYouMean(basename(path), neighbours(path))}`);
  if (statSync(path).isDirectory()) throw new Fault('strategy', `${path}: expected a strategy file, is a folder`);
  if (!EXTENSIONS.includes(extname(path))) {
    throw new Fault('strategy', `${path}: expected a file that ends in ${EXTENSIONS.join(', ')}`);
  }
  return path;
}

function neighbours(path: string): string[] {
  const folder = dirname(path);
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => EXTENSIONS.includes(extname(join(folder, name))))
    : [];
}
