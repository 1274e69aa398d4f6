import { canonicalJson } from '../config/canonical.ts';
import { type AuditRecord, type Message, readRecord } from '../audit/record.ts';

const NOTHING = '{"caused":[]';
const HASH_DIGITS = 64;

/**
 * Whether a line of the audit log says what a replay has made, its measured times and its place in the chain apart. It is
 * compared as the text that it must be: reading each line as JSON would take most of a replay's time.
 */
export function isLineOf(line: Buffer, { sequence, tsUs, input, caused }: AuditRecord): boolean {
  const text = line.toString('latin1');
  const first = caused.length === 0 ? NOTHING : `{"caused":${bytesOf(canonicalJson(caused))}`;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  if (text.startsWith(',"hops":{', at)) at = text.indexOf('}', at) + 1;
  const second = `,"input":${bytesOf(canonicalJson(input))},"prev":"`;
  if (!text.startsWith(second, at)) return false;
  at += second.length + HASH_DIGITS;
  const end = `","sequence":${sequence},"tsUs":${tsUs}}`;
  return text.length === at + end.length && text.startsWith(end, at);
}

/** A character a byte, as the line was read: most texts have no other characters at all. */
function bytesOf(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1');
}

/** Where two records part. */
export interface Difference {
  readonly sequence: number;
  /** What the message is about; of an input that itself is another one, the input's. */
  readonly subject: string;
  /** `input.close`, `caused[2].price`. */
  readonly field: string;
  /** null: not there. */
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** The first difference between a line and what a replay has made; undefined where they say the same. */
export function differenceOf(line: Buffer, made: AuditRecord): Difference | undefined {
  const { sequence } = made;
  const stored = readRecord(line.toString('utf8'));
  const found =
    firstDifference(stored.sequence, sequence, 'sequence') ??
    firstDifference(stored.tsUs, made.tsUs, 'tsUs') ??
    firstDifference(stored.input, made.input, 'input') ??
    firstDifference(stored.caused, JSON.parse(canonicalJson(made.caused)), 'caused');
  if (found === undefined) return undefined;
  const place = /^caused\[(\d+)\]/.exec(found.field)?.[1];
  const messageAt = (list: readonly Message[]) => (place === undefined ? undefined : list[Number(place)]);
  const { subject } = messageAt(stored.caused) ?? messageAt(made.caused) ?? made.input;
  return { sequence, subject, ...found };
}

type Values = Pick<Difference, 'field' | 'recorded' | 'replayed'>;

function firstDifference(recorded: unknown, replayed: unknown, field: string): Values | undefined {
  if (Object.is(recorded, replayed)) return undefined;
  if (!isBlock(recorded) || !isBlock(replayed) || Array.isArray(recorded) !== Array.isArray(replayed))
    return { field, recorded: recorded ?? null, replayed: replayed ?? null };
  const keys = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
  for (const key of keys) {
    const inner = Array.isArray(recorded) ? `${field}[${key}]` : `${field}.${key}`;
    const found = firstDifference(recorded[key] ?? null, replayed[key] ?? null, inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
