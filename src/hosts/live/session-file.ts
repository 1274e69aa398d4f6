import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../core/base/fault.ts';
import type { Us } from '../../core/base/time.ts';
import { INPUT_VERSION } from '../../contracts/input.ts';
import { realDisk } from '../../journal/disk.ts';
import { replaceFile } from '../../journal/replace-file.ts';

const schema = z.object({
  apiVersion: z.literal(0),
  name: z.string().min(1),
  seed: z.number(),
  /** The input records of its journal. */
  inputVersion: z.literal(INPUT_VERSION),
  conclave: z.string(),
  node: z.string(),
  /** Where a synthetic market begins; event time of a session's first input. */
  startUs: z.int(),
  /** How often it was started: it rises, and fences off whoever ran before. */
  starts: z.int().min(1),
  configHash: z.string(),
  /** What relative paths are relative to. */
  baseDir: z.string(),
  /** As it was first used, without secrets: what the engine is made from at every start. */
  config: z.record(z.string(), z.unknown()),
  /** As it was last used: limits and the like may change from start to start. */
  current: z.record(z.string(), z.unknown()),
  /** The text that `current` was read from, for a start without a file. Secrets stand in it by reference alone. */
  text: z.string(),
  /** What was laid over that text, as `KEY=VALUE`. */
  sets: z.array(z.string()),
});
export type SessionFile = z.infer<typeof schema>;

export const SESSION_NAME = 'session.json';

/** undefined: nothing has run there. */
export function readSession(folder: string): SessionFile | undefined {
  const path = join(folder, SESSION_NAME);
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Fault('integrity', `${path}: expected JSON, ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [{ path: where, message }] = read.error.issues;
  throw new Fault(
    'integrity',
    `${path}: ${where.join('.')}: ${message}; it was written by another version, or by hand`,
  );
}

export async function writeSession(
  folder: string,
  file: Omit<SessionFile, 'apiVersion' | 'inputVersion'>,
): Promise<void> {
  const whole: SessionFile = { apiVersion: 0, inputVersion: INPUT_VERSION, ...file };
  await replaceFile(realDisk, join(folder, SESSION_NAME), Buffer.from(`${JSON.stringify(whole, null, 2)}\n`));
}

/** The moment from which a new session's event time counts, where nothing else says so: the start of this minute. */
export function startOf(nowUs: Us): Us {
  return Math.floor(nowUs / 60_000_000) * 60_000_000;
}
