import { Fault } from '../sdk/index.ts';
import { version } from '../config/version.ts';
import type { Shell } from './shell.ts';

const DEFECT_EXIT_CODE = 70;
const DETAILS_MAX = 20;

/** Tells what went wrong, once, on stderr, and returns the exit code. No stack for a user's mistake. */
export function reportError(error: unknown, shell: Shell): number {
  const say = (text: string) => shell.err(`${text}\n`);
  const label = shell.paintErr('red', 'conclave:');
  if (error instanceof Fault) {
    say(`${label} ${error.message}`);
    for (const detail of error.details.slice(0, DETAILS_MAX)) say(`  ${detail}`);
    if (error.details.length > DETAILS_MAX) say(`  ... and ${error.details.length - DETAILS_MAX} more`);
    if (isDebugging(shell)) say(String(error.stack));
    return error.exitCode;
  }
  const world = worldText(error);
  if (world !== undefined && !isDebugging(shell)) {
    say(`${label} ${world}`);
    return new Fault('world', world).exitCode;
  }
  say(`${label} a defect of Conclave itself: ${error instanceof Error ? error.message : String(error)}`);
  say(
    `Please report it with the command that you ran and this: conclave ${version}, node ${process.versions.node}, ${process.platform} ${process.arch}`,
  );
  say(error instanceof Error ? String(error.stack) : String(error));
  return DEFECT_EXIT_CODE;
}

function isDebugging(shell: Shell): boolean {
  return shell.env.CONCLAVE_DEBUG === '1';
}

const WORLD: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ENOENT: 'no such file',
  EISDIR: 'expected a file, is a folder',
  ENOTDIR: 'a part of the path is a file',
};

/** What the operating system refused, without a word of code. */
function worldText(error: unknown): string | undefined {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || WORLD[code] === undefined) return undefined;
  return `${path === undefined ? '' : `${path}: `}${WORLD[code]}`;
}
