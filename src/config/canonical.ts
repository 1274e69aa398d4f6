import { assert } from '../core/base/assert.ts';

/**
 * JSON with sorted keys and without what is undefined: equal values have equal texts, whatever order they were written in.
 * Numbers must be finite.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  assert(typeof value !== 'number' || Number.isFinite(value), () => `JSON has no number ${String(value)}`);
  const text = JSON.stringify(value);
  assert(text !== undefined, () => `JSON has no ${typeof value}`);
  return text;
}
