import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../core/base/fault.ts';

/** Where a running session is spoken to, and where its tokens stand. */
export interface ApiAddress {
  readonly httpUrl: string;
  readonly grpcUrl: string;
  /** In the session folder, when it is not absolute. */
  readonly tokensFile: string;
}

const NAME = 'api.json';
/** The usual name of the tokens' file in a session folder. */
export const TOKENS_NAME = 'api-tokens.json';

const file = z.object({
  apiVersion: z.literal(0),
  httpUrl: z.url(),
  grpcUrl: z.url(),
  tokensFile: z.string().min(1),
});

/** Once the ports are open. For the owner's eyes, like all that leads to the tokens; whole or not there. */
export function writeAddress(folder: string, address: ApiAddress): void {
  const path = join(folder, NAME);
  const fd = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(fd, `${JSON.stringify({ apiVersion: 0, ...address }, null, 2)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
}

/** Once they are closed. */
export function removeAddress(folder: string): void {
  rmSync(join(folder, NAME), { force: true });
}

/** A folder without a running session is a Fault of the world. */
export function readAddress(folder: string): ApiAddress {
  const path = join(folder, NAME);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Fault('world', `${folder}: no session runs here (${NAME} is not there)`);
  }
  const parsed = file.safeParse(jsonOf(text));
  if (!parsed.success) throw new Fault('world', `${path}: expected the addresses of a running session`);
  const { httpUrl, grpcUrl, tokensFile } = parsed.data;
  return { httpUrl, grpcUrl, tokensFile: isAbsolute(tokensFile) ? tokensFile : join(folder, tokensFile) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
