/**
 * How one field of an input stands in its record, and what it must be when it is read again. Records are ours, ticks and lots
 * are whole numbers there (a middle may lie on a half tick), NaN is null, bigints are texts.
 */
export interface InputField {
  /** The field's value as JSON. Asserts nothing: what cannot stand in a record is found by `accepts`. */
  write(value: unknown): unknown;
  accepts(value: unknown): boolean;
  read(value: unknown): unknown;
  readonly expected: string;
}

const same = (value: unknown): unknown => value;

function plain(expected: string, accepts: (value: unknown) => boolean): InputField {
  return { expected, accepts, write: same, read: same };
}

const TEXT_MAX = 16_384;

/** A whole number of any sign: lots, a place in a list. */
export const whole = plain('a whole number', Number.isSafeInteger);

/** Microseconds, sequences, ids: whole and not negative. */
export const number = plain(
  'a whole number, 0 or more',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);

export const positive = plain(
  'a whole number above 0',
  (value) => Number.isSafeInteger(value) && (value as number) > 0,
);

/** Digits behind the point of an exact number. */
export const digits = plain(
  'a number of digits, at most 100',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 100,
);

/** Ticks: whole, or on the half. */
export const ticks = plain(
  'a whole or half number of ticks',
  (value) => typeof value === 'number' && Number.isSafeInteger(value * 2),
);

export const real = plain('a finite number', Number.isFinite);

export const text = plain(
  `a text of at most ${TEXT_MAX} characters`,
  (value) => typeof value === 'string' && value.length <= TEXT_MAX,
);

export const flag: InputField = {
  expected: '0 or 1',
  accepts: (value) => value === 0 || value === 1,
  write: (value) => (value === true ? 1 : value === false ? 0 : undefined),
  read: (value) => value === 1,
};

/** An amount of money in units of the ledger's scale. */
export const units: InputField = {
  expected: 'a whole number as text',
  accepts: (value) => typeof value === 'string' && /^(0|-?[1-9]\d{0,38})$/.test(value),
  write: (value) => (typeof value === 'bigint' ? value.toString() : undefined),
  read: (value) => BigInt(value as string),
};

/** A number that may be missing: NaN in the event, null in the record. */
export function orNaN(field: InputField): InputField {
  return {
    expected: `${field.expected}, or null`,
    accepts: (value) => value === null || field.accepts(value),
    write: (value) => (Number.isNaN(value) ? null : value),
    read: (value) => (value === null ? Number.NaN : value),
  };
}

export function oneOf(values: readonly (string | number)[]): InputField {
  const known: ReadonlySet<unknown> = new Set(values);
  return plain(`one of ${values.join(', ')}`, (value) => known.has(value));
}

/** Levels of one depth event: a snapshot of a deep book has 5,000 of a side. */
export const LEVELS_MAX = 16_384;

/** Levels of a book: [side, ticks, lots, side, ticks, lots, ...]. */
export const levels: InputField = {
  expected: `a side, whole ticks and whole lots each, of at most ${LEVELS_MAX} levels`,
  accepts: (value) =>
    Array.isArray(value) &&
    value.length % 3 === 0 &&
    value.length <= 3 * LEVELS_MAX &&
    value.every((item, i) => (i % 3 === 0 ? item === 1 || item === -1 : number.accepts(item))),
  write: same,
  read: same,
};

/** Names with a number or a word each: [name, value, name, value, ...]. */
export const pairs: InputField = {
  expected: 'names with a finite number or a word each',
  accepts: (value) =>
    Array.isArray(value) &&
    value.length % 2 === 0 &&
    value.length <= 4_096 &&
    value.every((item, i) => text.accepts(item) || (i % 2 === 1 && Number.isFinite(item))),
  write: (value) => Object.entries(value as object).flat(),
  read(value) {
    const list = value as readonly (string | number)[];
    const entries: [string, string | number][] = [];
    for (let i = 0; i < list.length; i += 2) entries.push([list[i] as string, list[i + 1]]);
    return Object.fromEntries(entries);
  },
};
