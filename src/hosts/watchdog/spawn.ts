import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { superviseProcess, type Supervised, type SuperviseOptions } from '../supervise.ts';

export interface SpawnWatchdogOptions extends Omit<SuperviseOptions, 'name' | 'main' | 'args' | 'folder'> {
  /** The session's folder. Its latch must have begun (`KillLatch.begin`), or everything is killed. */
  readonly session: string;
  /** Silence of the trader after which it kills the account; left out, never. */
  readonly deadManMs?: number;
}

/** Starts the watchdog of a session, or takes over the one that outlived the trader. Resolves when it listens. */
export function spawnWatchdog({ session, deadManMs = 0, ...rest }: SpawnWatchdogOptions): Promise<Supervised> {
  const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
  const args = ['--session', session, '--dead-man-ms', String(deadManMs)];
  return superviseProcess({ ...rest, name: 'watchdog', main, args, folder: join(session, 'watchdog') });
}
