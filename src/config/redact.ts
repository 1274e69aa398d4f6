/** What stands where a secret was. */
export const REDACTED = '[redacted]';

/** Parts of names that only secrets have, wherever they stand. */
const SECRET_NAME =
  /(secret|passw(or)?d|passphrase|api[-_]?key|private[-_]?key|signing[-_]?key|access[-_]?key|credential|authori[sz]ation|cookie|bearer|signature|seed[-_]?phrase)|(^|[-_.a-z\d])(token)s?$/i;

/** `apiKey`, `X-Signature`, `control_token`: what goes by such a name is not shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Shorter values are too common to look for: every `a` of a log would go. */
const VALUE_LENGTH_MIN = 6;
const DEPTH_MAX = 8;
const ENTRIES_MAX = 200;

/**
 * Keeps secrets out of what is written and shown: by the name they go by, and by their value wherever it turns up, also inside
 * other texts and in the usual encodings.
 */
export class Redactor {
  #values: string[] = [];

  /** From now on this text is not shown. */
  learn(secret: string): void {
    const forms = [secret, ...secret.split('\n')].filter((form) => form.trim().length >= VALUE_LENGTH_MIN);
    const all = forms.flatMap((form) => [
      form,
      JSON.stringify(form).slice(1, -1),
      encodeURIComponent(form),
      Buffer.from(form).toString('base64'),
      Buffer.from(form).toString('base64url'),
      Buffer.from(form).toString('hex'),
    ]);
    // The longest first: what holds another is replaced whole.
    this.#values = [...new Set([...this.#values, ...all])].sort((a, b) => b.length - a.length);
  }

  /** The text without the values of secrets. */
  text(text: string): string {
    let clean = text;
    for (const value of this.#values) if (clean.includes(value)) clean = clean.replaceAll(value, REDACTED);
    return clean;
  }

  /** A copy as plain data, without secrets; errors, maps, sets and circles become something that JSON has. */
  value(value: unknown): unknown {
    return this.#copy(value, 0, []);
  }

  #copy(value: unknown, depth: number, above: readonly object[]): unknown {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'bigint':
        return value.toString();
      case 'function':
      case 'symbol':
        return `[${typeof value}]`;
      case 'object':
        return value === null ? null : this.#copyObject(value, depth, above);
      default:
        return value;
    }
  }

  #copyObject(value: object, depth: number, above: readonly object[]): unknown {
    if (above.includes(value)) return '[circle]';
    if (depth >= DEPTH_MAX) return '[deep]';
    const inside = [...above, value];
    const copy = (item: unknown) => this.#copy(item, depth + 1, inside);
    if (value instanceof Error) return this.#entries(errorEntries(value), copy);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return short(value).map(copy);
    if (value instanceof Set) return short([...value]).map(copy);
    if (value instanceof Map)
      return this.#entries(
        [...value].map(([key, item]) => [String(key), item]),
        copy,
      );
    if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON());
    return this.#entries(Object.entries(value), copy);
  }

  #entries(entries: readonly (readonly [string, unknown])[], copy: (item: unknown) => unknown): object {
    return Object.fromEntries(
      short(entries).map(([key, item]) => [this.text(key), isHidden(key, item) ? REDACTED : copy(item)]),
    );
  }
}

/** What a secret's name holds is hidden, unless there is nothing in it, or it only says where the secret is. */
function isHidden(key: string, item: unknown): boolean {
  if (item === undefined || item === null || item === '' || typeof item === 'boolean') return false;
  return isSecretName(key) && !(typeof item === 'string' && isReference(item));
}

/** `file:PATH`, `env:NAME`: where a secret is, which is no secret. */
export function isReference(text: string): boolean {
  return /^(file:.+|env:[A-Za-z_]\w*)$/.test(text);
}

function errorEntries(error: Error): [string, unknown][] {
  const { name, message, stack, cause } = error;
  return [['name', name], ['message', message], ['stack', stack], ['cause', cause], ...Object.entries(error)];
}

function short<T>(items: readonly T[]): readonly T[] {
  return items.length > ENTRIES_MAX ? items.slice(0, ENTRIES_MAX) : items;
}
