import type { ConfigProblem, Path } from './problem.ts';
import { isReference, isSecretName } from './redact.ts';

const TEXT = 'expected file:PATH or env:NAME, was the text itself; a secret is not written down';

/** Secrets that were written down, wherever they stand: told by the name of their key, never by their value. */
export function literalSecrets(root: unknown): ConfigProblem[] {
  return search(root, []);
}

function search(value: unknown, path: Path): ConfigProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => {
    const place = [...path, key];
    if (typeof item === 'string')
      return typeof key === 'string' && isSecretHere(key, path) && !isReference(item)
        ? [{ path: place, text: TEXT }]
        : [];
    return search(item, place);
  });
}

/** A strategy may have a parameter `token` that is a coin. */
function isSecretHere(key: string, path: Path): boolean {
  return isSecretName(key) && (path[0] === 'live' || !/tokens?$/i.test(key));
}
