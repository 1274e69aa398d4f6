import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../core/base/fault.ts';
import { isRight, Right } from './right.ts';

/** A secret that stands for somebody, and what they may do. The text is never logged. */
export interface Token {
  /** Goes into the record as who gave a command. */
  readonly name: string;
  readonly rights: readonly Right[];
  readonly token: string;
}

/** Who calls, once the token was found. */
export type Principal = Omit<Token, 'token'>;

const TOKEN_BYTES = 32;
const TOKEN_CHARACTERS_MIN = 32;

/** What a session makes when there is none: to look, to run it, and to answer for its risk. Only the last may release. */
const ROLES: Readonly<Record<string, readonly Right[]>> = {
  viewer: [Right.read],
  operator: [Right.read, Right.trade, Right.kill],
  risk: [Right.read, Right.trade, Right.limits, Right.kill, Right.release],
};

const file = z.strictObject({
  apiVersion: z.literal(0),
  tokens: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w.@-]{1,64}$/, 'expected 1 to 64 letters, digits and _.@-'),
        rights: z.array(z.custom<Right>(isRight, `expected one of ${Object.values(Right).join(', ')}`)).min(1),
        token: z.string().min(TOKEN_CHARACTERS_MIN).max(1_024),
      }),
    )
    .min(1),
});

/** The tokens in the file; new ones are made, and written for the owner's eyes only, where there is no file. */
export function openTokens(path: string): readonly Token[] {
  if (!existsSync(path)) writeTokens(path);
  return readTokens(path);
}

/** A file that others can read, or that is not what it should be, is a Fault; the message never has a token in it. */
export function readTokens(path: string): readonly Token[] {
  const fd = openSync(path, 'r');
  try {
    const mode = fstatSync(fd).mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new Fault(
        'config',
        `${path}: expected a file that only its owner can read (mode 600), was mode ${mode.toString(8)}`,
      );
    return parseTokens(path, readFileSync(fd, 'utf8'));
  } finally {
    closeSync(fd);
  }
}

function parseTokens(path: string, text: string): readonly Token[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault('config', `${path}: expected JSON`);
  }
  const parsed = file.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Fault('config', `${path}: ${issue.path.join('.')}: ${issue.message}`);
  }
  const { tokens } = parsed.data;
  if (new Set(tokens.map(({ token }) => token)).size < tokens.length)
    throw new Fault('config', `${path}: expected tokens that differ, one stands there twice`);
  return tokens;
}

function writeTokens(path: string): void {
  const tokens = Object.entries(ROLES).map(([name, rights]) => ({
    name,
    rights,
    token: randomBytes(TOKEN_BYTES).toString('base64url'),
  }));
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeSync(fd, `${JSON.stringify({ apiVersion: 0, tokens }, null, 2)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The token with this right that may do the least else. */
export function leastToken(tokens: readonly Token[], right: Right): Token | undefined {
  return tokens
    .filter(({ rights }) => rights.includes(right))
    .toSorted((a, b) => a.rights.length - b.rights.length)
    .at(0);
}

/** Finds who a token stands for, in a time that does not tell how much of it was right. */
export class TokenCheck {
  private known: readonly { digest: Buffer; principal: Principal }[] = [];

  constructor(tokens: readonly Token[]) {
    this.accept(tokens);
  }

  /** These and no others from now on. */
  accept(tokens: readonly Token[]): void {
    this.known = tokens.map(({ name, rights, token }) => ({ digest: digestOf(token), principal: { name, rights } }));
  }

  /** `header` is the value of `authorization`. Undefined: nobody's. */
  principalOf(header: string | null | undefined): Principal | undefined {
    const given = /^bearer +([\w.~+/=-]{1,1024}) *$/i.exec(header ?? '')?.[1];
    const digest = digestOf(given ?? '');
    let found: Principal | undefined;
    for (const { digest: own, principal } of this.known) if (timingSafeEqual(own, digest)) found = principal;
    return given === undefined ? undefined : found;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
