import { assert } from '../core/base/assert.ts';

/**
 * JSON with sorted keys and without what is undefined: equal values have equal texts, whatever order they were written in.
 * Numbers must be finite. The audit log writes every record with it: no list is made that is not needed.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      assert(Number.isFinite(value), () => `JSON has no number ${String(value)}`);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? listText(value) : fieldsText(value as Readonly<Record<string, unknown>>);
    default:
      // A bigint has no form of its own in JSON, and the rest no form at all.
      assert(false, () => `JSON has no ${typeof value}`);
  }
}

function listText(list: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < list.length; i++) text += (i === 0 ? '' : ',') + canonicalJson(list[i] ?? null);
  return `[${text}]`;
}

function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  // By UTF-16 units, which is how strings compare.
  const keys = Object.keys(fields).sort();
  let text = '';
  for (const key of keys) {
    const field = fields[key];
    if (field === undefined) continue;
    text += (text === '' ? '' : ',') + nameText(key) + canonicalJson(field);
  }
  return `{${text}}`;
}

/** Names as they are written: few, and the same again and again. */
const names = new Map<string, string>();
const NAMES_MAX = 4_096;

function nameText(name: string): string {
  let text = names.get(name);
  if (text === undefined) {
    text = `${JSON.stringify(name)}:`;
    if (names.size < NAMES_MAX) names.set(name, text);
  }
  return text;
}
