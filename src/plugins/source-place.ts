import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in somebody's source: `path:12`. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
}

const OURS = fileURLToPath(new URL('../', import.meta.url));

/** The innermost line of an error's stack that is neither Node's, nor a package's, nor ours: the strategy author's. */
export function userPlace(error: unknown): SourcePlace | undefined {
  if (!(error instanceof Error) && typeof (error as { stack?: unknown } | undefined)?.stack !== 'string')
    return undefined;
  for (const line of (error as Error).stack?.split('\n').slice(1) ?? []) {
    const frame = /^at (?:.*\()?(.+):(\d+):\d+\)?$/.exec(line.trim());
    if (frame === null) continue;
    const path = frame[1].startsWith('file:') ? fileURLToPath(frame[1]) : frame[1];
    if (!isAbsolute(path) || path.startsWith(OURS) || path.includes('node_modules')) continue;
    return { path, line: Number(frame[2]) };
  }
  return undefined;
}

/** An error in one line, with its class where that says more than `Error`; of a Fault the message alone. */
export function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null || typeof (error as { message?: unknown }).message !== 'string')
    return `threw ${String(error)}`;
  const { name, message } = error as Error;
  const [first] = message.split('\n');
  return name === 'Fault' || name === 'Error' ? first : `${name}: ${first}`;
}
