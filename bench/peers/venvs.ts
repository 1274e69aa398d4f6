import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** The versions that the scripts beside this file were written for. */
export const PEERS = {
  backtrader: '1.9.78.123',
  vectorbt: '1.2.0',
  nautilus_trader: '1.221.0',
  hftbacktest: '2.4.4',
} as const;
export type Peer = keyof typeof PEERS;

/** The Python 3.11 of this machine; undefined where there is none. */
export function findPython(): string | undefined {
  const named = process.env.CONCLAVE_PYTHON;
  for (const python of named === undefined ? ['python3.11', 'python3', 'python'] : [named]) {
    const { status, stdout } = spawnSync(python, ['--version'], { encoding: 'utf8' });
    if (status === 0 && stdout.startsWith('Python 3.11.')) return python;
  }
  return undefined;
}

/**
 * The Python of a peer's own virtual environment under `folder`, made when it is not there: together they do not resolve to
 * versions that work. Otherwise what went wrong, in a line.
 */
export function environmentOf(peer: Peer, folder: string, python: string): { python: string } | { problem: string } {
  const home = join(folder, `${peer}-${PEERS[peer]}`);
  const found = join(home, 'bin', 'python');
  const done = join(home, 'installed');
  if (existsSync(done)) return { python: found };
  process.stderr.write(`installing ${peer} ${PEERS[peer]}\n`);
  const requirement = `${peer}==${PEERS[peer]}`;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement];
  const steps = [
    [python, '-m', 'venv', '--clear', home],
    [found, ...pip],
  ] as const;
  for (const [command, ...args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) return { problem: lastLine(stderr ?? '') ?? error?.message ?? `pip ended with ${status}` };
  }
  writeFileSync(done, '');
  return { python: found };
}

export function lastLine(text: string): string | undefined {
  return text
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '');
}
