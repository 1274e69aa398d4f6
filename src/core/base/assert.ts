/** A broken invariant of ours: never a user's mistake, never caught to carry on. The process ends with exit code 70. */
export class Defect extends Error {
  override name = 'Defect';
}

/** Stays on in production. `why` says what must hold; pass a function when the text is built from values on a hot path. */
export function assert(condition: unknown, why: string | (() => string)): asserts condition {
  if (!condition) throw new Defect(typeof why === 'string' ? why : why());
}

/** The value, which must be there. */
export function must<T>(value: T | undefined | null, why: string): T {
  if (value === undefined || value === null) throw new Defect(why);
  return value;
}

/** The compiler proves that this is never called; should it be, the value is named. */
export function unreachable(value: never): never {
  throw new Defect(`unreachable: ${String(value)}`);
}
