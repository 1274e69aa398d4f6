import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Fault } from '../core/base/fault.ts';
import { canonicalJson } from './canonical.ts';
import { pathText, problemsOf } from './problem.ts';
import { riskSection } from './risk-section.ts';
import { parseWritten } from './written.ts';

/** Why limits are not known. Each one means: no new risk, until the file is there and right. */
export type LimitsTrouble = 'missing' | 'unreadable' | 'invalid';

export type LimitsState =
  | {
      readonly state: 'known';
      /** As the run file's `risk` would be written. */
      readonly risk: Readonly<Record<string, unknown>>;
      /** SHA-256 of what the limits say: their version. */
      readonly hash: string;
    }
  | { readonly state: LimitsTrouble; readonly reason: string };

/** A file with the keys of `risk:`, on its own so that those who may set limits need not touch the rest. */
export function readLimitsFile(path: string): LimitsState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { state: 'missing', reason: `${path}: there is no such file; limits are expected` }
      : { state: 'unreadable', reason: `${path}: the limits cannot be read (${code})` };
  }
  try {
    const { value, lineOf } = parseWritten(text, path);
    // An emptied file is not the wish for a profile's own limits.
    if (value === null || value === undefined)
      return { state: 'invalid', reason: `${path}: expected limits, is empty` };
    const read = riskSection.safeParse(value);
    if (read.success && read.data.file === undefined) return limitsOf(read.data);
    if (read.success) return { state: 'invalid', reason: `${path}: file: expected limits, not another file` };
    const [problem] = problemsOf(read.error, value);
    const key = pathText(problem.path, value);
    return {
      state: 'invalid',
      reason: `${path}:${lineOf(problem.path)}: ${key === '' ? '' : `${key}: `}${problem.text}`,
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { state: 'invalid', reason: error.message };
  }
}

export function limitsOf(risk: Readonly<Record<string, unknown>>): LimitsState {
  return { state: 'known', risk, hash: createHash('sha256').update(canonicalJson(risk)).digest('hex') };
}
