import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of everything that outlives a run: `$CONCLAVE_HOME`, or `~/.conclave`. */
export function conclaveHome(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const set = env.CONCLAVE_HOME;
  return set === undefined || set === '' ? join(homedir(), '.conclave') : set;
}
