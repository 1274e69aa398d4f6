import { clip, fits, type Problem, problemOf } from './checked.ts';
import { type Message, contracts } from './contracts.ts';
import type { Contract, Envelope } from './envelope.ts';
import type { ErrorCode } from './error-codes.ts';
import { RAW_CHARACTERS_MAX } from './signals.ts';
import { deadLetterSubject, Subject, subjectOf } from './subjects.ts';

/** Larger than this nothing travels: what the buses of the field take by default. */
export const MESSAGE_BYTES_MAX = 1_048_576;

/** A message that passed its check. `name` is the fixed name that its subject stands under. */
export type Parsed = {
  readonly [S in Subject]: { readonly ok: true; readonly name: S; readonly message: Message<S> };
}[Subject];

/** Why a message was refused. A value, not an exception: a bad message never stops who reads it. */
export interface Rejection {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly reason: string;
  /** Where in the message, as a JSON pointer; '' for all of it. */
  readonly path: string;
  /** The subject as written, where there was one. */
  readonly subject: string;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * One message as it came in. Never throws, whatever the bytes. `arrivedOn` is the subject on which the bus delivered it: a
 * message that names another is refused.
 */
export function parse(body: Uint8Array | string, arrivedOn?: string): Parsed | Rejection {
  const text = textOf(body);
  if (typeof text !== 'string') return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return reject('DATA_NOT_JSON', '', clip((error as Error).message, 256));
  }
  return check(value, arrivedOn);
}

function textOf(body: Uint8Array | string): string | Rejection {
  const size = typeof body === 'string' ? byteLength(body) : body.byteLength;
  if (size > MESSAGE_BYTES_MAX) {
    return reject('DATA_TOO_LARGE', '', `is larger than the ${MESSAGE_BYTES_MAX} bytes that a message may have`);
  }
  if (typeof body === 'string') return body;
  try {
    return strict.decode(body);
  } catch {
    return reject('DATA_NOT_TEXT', '', 'is no UTF-8');
  }
}

/** Bytes of a text; a long one is not measured, it is too large as it is. */
function byteLength(text: string): number {
  return text.length > MESSAGE_BYTES_MAX ? text.length : Buffer.byteLength(text);
}

/** The same for a value that was read from JSON already. */
export function check(value: unknown, arrivedOn?: string): Parsed | Rejection {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reject('DATA_INVALID', '', 'must be an object');
  }
  const { subject, schemaVersion, payload } = value as Partial<Record<keyof Envelope, unknown>>;
  if (typeof subject !== 'string') return reject('DATA_INVALID', '/subject', 'must be a string');
  const name = subjectOf(subject);
  if (name === undefined)
    return reject('DATA_UNKNOWN_SUBJECT', '/subject', `no message has the subject ${shown(subject)}`, subject);
  if (arrivedOn !== undefined && arrivedOn !== subject) {
    return reject(
      'DATA_SUBJECT_MISMATCH',
      '/subject',
      `says ${shown(subject)} and came on ${shown(arrivedOn)}`,
      subject,
    );
  }
  const contract: Contract = contracts[name];
  if (schemaVersion !== contract.version) {
    const reason = `version ${shown(schemaVersion)} of ${name} is not read here, version ${contract.version} is`;
    return reject('DATA_UNKNOWN_VERSION', '/schemaVersion', reason, subject);
  }
  if (fits(contract.schema, value)) return { ok: true, name, message: value } as unknown as Parsed;
  const problem = payloadProblem(contract, payload) ?? problemOf(contract.schema, value);
  return reject('DATA_INVALID', problem.path, problem.reason, subject);
}

/** Of a payload that comes in several kinds: what is wrong with the kind that it says it is. */
function payloadProblem({ variants }: Contract, payload: unknown): Problem | undefined {
  if (variants === undefined || typeof payload !== 'object' || payload === null) return undefined;
  const { kind } = payload as { kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(variants, kind)) {
    return { path: '/payload/kind', reason: `must be one of ${Object.keys(variants).join(', ')}` };
  }
  return fits(variants[kind], payload) ? undefined : problemOf(variants[kind], payload, '/payload');
}

function reject(code: ErrorCode, path: string, reason: string, subject = ''): Rejection {
  return { ok: false, code, reason, path, subject: clip(subject, 256) };
}

function shown(value: unknown): string {
  // Not an object: one that is nested deeply enough cannot be written.
  return typeof value === 'string'
    ? clip(JSON.stringify(value), 256)
    : typeof value === 'object'
      ? 'an object'
      : String(value);
}

/** What numbers a message: who, under which number, when. */
export interface Stamp {
  readonly source: string;
  readonly sequence: number;
  readonly tsUs: number;
}

/** The letter to people about a message that was refused. `arrivedOn` is the subject on which it came. */
export function deadLetter(
  original: Uint8Array | string,
  rejection: Rejection,
  arrivedOn: string,
  { source, sequence, tsUs }: Stamp,
): Message<'dlq'> {
  const id = `${Subject.deadLetter}-${source}-${sequence}`;
  return {
    id: clip(id, 128),
    subject: deadLetterSubject(arrivedOn),
    schemaVersion: contracts[Subject.deadLetter].version,
    tsUs,
    source,
    sequence,
    correlationId: clip(id, 128),
    causationId: '',
    payload: {
      originalSubject: clip(arrivedOn, 256),
      code: rejection.code,
      reason: rejection.reason,
      path: rejection.path,
      ...excerpt(original),
    },
  };
}

/** Bytes from outside as a message may carry them: text where they are text, base64 where not, and no more than fits. */
export function excerpt(original: Uint8Array | string): {
  bytes: number;
  encoding: 'utf8' | 'base64';
  raw: string;
  truncated: boolean;
} {
  if (typeof original === 'string') {
    const raw = clip(original, RAW_CHARACTERS_MAX);
    return { bytes: Buffer.byteLength(original), encoding: 'utf8', raw, truncated: raw.length < original.length };
  }
  const bytes = original.byteLength;
  if (bytes <= RAW_CHARACTERS_MAX * 4) {
    try {
      return { ...excerpt(strict.decode(original)), bytes };
    } catch {
      // no text: as base64 below
    }
  }
  const head = original.subarray(0, (RAW_CHARACTERS_MAX / 4) * 3);
  return { bytes, encoding: 'base64', raw: Buffer.from(head).toString('base64'), truncated: head.byteLength < bytes };
}
