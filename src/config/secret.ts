import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';
import { Fault } from '../core/base/fault.ts';
import { isReference, REDACTED, type Redactor } from './redact.ts';

/** Where a secret is to be found; the secret itself is never written into a run file, a flag or an override. */
export const secretReference = z
  .string({ error: 'expected file:PATH or env:NAME, was another kind of value' })
  .superRefine((text, context) => {
    if (isReference(text)) return;
    // Never with the value: it may be the secret.
    context.addIssue({
      code: 'custom',
      message: 'expected file:PATH or env:NAME, was a text; a secret is not written down',
    });
  })
  .meta({ pattern: '^(file:.+|env:[A-Za-z_]\\w*)$', description: 'where the secret is: file:PATH or env:NAME' });

/** A secret in memory. It prints as `[redacted]`, in JSON too. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself, for the one who signs or compares with it. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return REDACTED;
  }
  toJSON(): string {
    return REDACTED;
  }
  [inspect.custom](): string {
    return REDACTED;
  }
}

export interface SecretPlaces {
  /** What relative paths are relative to. */
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told of every secret that is read, before anybody else is. */
  readonly redactor: Redactor;
}

/**
 * Reads what a reference points at; read again, it finds a secret that was changed meanwhile. White space at the end is not part
 * of it. `key` is what messages call it.
 */
export function readSecret(key: string, reference: string, { baseDir, env, redactor }: SecretPlaces): Secret {
  const name = reference.slice(reference.indexOf(':') + 1);
  const value = (reference.startsWith('env:') ? env[name] : textOf(key, resolve(baseDir, name)))?.trimEnd();
  if (value === undefined)
    throw new Fault('config', `${key}: expected the environment variable ${name} to be set, was not`);
  if (value === '') throw new Fault('config', `${key}: expected a secret in ${reference}, was empty`);
  redactor.learn(value);
  return new Secret(value);
}

function textOf(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Fault('config', `${key}: expected a secret in the file ${path}, there is no such file`);
    throw new Fault('world', `${key}: the file ${path} cannot be read (${code})`);
  }
}
