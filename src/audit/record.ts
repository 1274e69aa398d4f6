import { Fault } from '../core/base/fault.ts';
import type { Us } from '../core/base/time.ts';
import { canonicalJson } from '../config/canonical.ts';

/** A message as a record holds it: what the envelope said, and the fields of its payload beside it. */
export interface Message {
  readonly subject: string;
  readonly id?: string;
  readonly causationId?: string;
  readonly [field: string]: unknown;
}

/**
 * What one input of the engine caused: a record each, from sequence 1 without a gap. `hops` are measured, in microseconds: they
 * are the only part that a replay of the same input does not make again.
 */
export interface AuditRecord {
  readonly sequence: number;
  readonly tsUs: Us;
  readonly input: Message;
  readonly caused: readonly Message[];
  readonly hops?: Readonly<Record<string, number>>;
}

/**
 * The line of a record, without its line feed: JSON in canonical form, which is keys sorted by UTF-16 units, no blanks, numbers
 * as ECMAScript writes them and strings as JSON.stringify escapes them (RFC 8785). Exact amounts are decimal strings, times and
 * counts are integers; a number that is not finite is a defect of whoever made the record.
 */
export function recordLine(record: AuditRecord, prev: string): string {
  const { sequence, tsUs, input, caused, hops } = record;
  return canonicalJson({ sequence, tsUs, input, caused, hops, prev });
}

/** The same as text, each in canonical form: pieces, since putting them together copies them. */
export interface RecordText {
  readonly sequence: number;
  readonly tsUs: Us;
  readonly caused: string;
  readonly input: string;
}

/** What its line begins with, up to `prev`, in UTF-8. */
export type RecordBytes = Pick<RecordText, 'sequence' | 'tsUs'> & { readonly bytes: Buffer };

/** A record in any of its forms. */
export type GivenRecord = AuditRecord | RecordText | RecordBytes;

/** What stands before `caused`, and between it and `input`. */
export const BEFORE_CAUSED = '{"caused":';
export const BEFORE_INPUT = ',"input":';

/** Its line up to `prev`; undefined of a record that is no text. */
export function textOf(record: GivenRecord): string | undefined {
  if ('bytes' in record) return record.bytes.toString('utf8');
  return isText(record) ? BEFORE_CAUSED + record.caused + BEFORE_INPUT + record.input : undefined;
}

function isText(record: AuditRecord | RecordText): record is RecordText {
  return typeof record.input === 'string';
}

/** What its line ends with, behind its text. */
export function recordTail({ sequence, tsUs }: Pick<AuditRecord, 'sequence' | 'tsUs'>, prev: string): string {
  return `,"prev":"${prev}","sequence":${sequence},"tsUs":${tsUs}}`;
}

/** What a replay makes again: the record without measured times and place in the chain. */
export function sameCause(stored: string, record: GivenRecord): boolean {
  const text = textOf(record);
  if (text === undefined) return sameRecord(stored, record as AuditRecord);
  const prev = text.length + PREV.length;
  if (stored === text + recordTail(record, stored.slice(prev, prev + HASH_DIGITS))) return true;
  // It has times beside its cause, or is another record.
  const { input, caused }: AuditRecord = JSON.parse(`${text}}`);
  return sameRecord(stored, { sequence: record.sequence, tsUs: record.tsUs, input, caused });
}

const PREV = ',"prev":"';
const HASH_DIGITS = 64;

function sameRecord(stored: string, record: AuditRecord): boolean {
  const { sequence, tsUs, input, caused } = readRecord(stored);
  return (
    canonicalJson({ sequence, tsUs, input, caused }) ===
    canonicalJson({ sequence: record.sequence, tsUs: record.tsUs, input: record.input, caused: record.caused })
  );
}

/** A stored line; an integrity fault where it is none. Whether it is the right one, the chain says. */
export function readRecord(line: string): AuditRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (isRecord(value)) return value;
  throw new Fault('integrity', `expected a record of the audit log, was ${JSON.stringify(line.slice(0, 60))}`);
}

function isRecord(value: unknown): value is AuditRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { sequence, tsUs, input, caused, hops } = value as Readonly<Record<string, unknown>>;
  return (
    Number.isSafeInteger(sequence) &&
    Number.isSafeInteger(tsUs) &&
    isMessage(input) &&
    Array.isArray(caused) &&
    caused.every(isMessage) &&
    (hops === undefined || (typeof hops === 'object' && hops !== null))
  );
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && typeof (value as { subject?: unknown }).subject === 'string';
}
