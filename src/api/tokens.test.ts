import { chmodSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { leastToken, openTokens, readTokens, type Token, TokenCheck } from './tokens.ts';

const { folder, put } = temporaryFolder();

describe('the tokens of a session', () => {
  it('are made once, for the owner alone, and differ', () => {
    const path = join(folder, 'made.json');
    const tokens = openTokens(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(tokens.map(({ name }) => name)).toEqual(['viewer', 'operator', 'risk']);
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(3);
    for (const { token } of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(openTokens(path)).toEqual(tokens);
    expect(openTokens(join(folder, 'other.json'))).not.toEqual(tokens);
  });

  it('only one of them may release', () => {
    const tokens = openTokens(join(folder, 'release.json'));
    expect(tokens.filter(({ rights }) => rights.includes('release')).map(({ name }) => name)).toEqual(['risk']);
  });

  it.runIf(process.platform !== 'win32')('are not read from a file that others can read', () => {
    const path = join(folder, 'open.json');
    openTokens(path);
    chmodSync(path, 0o640);
    expect(() => readTokens(path)).toThrow(/only its owner can read \(mode 600\), was mode 640/);
  });

  it.each([
    ['{', 'expected JSON'],
    ['{"apiVersion":0,"tokens":[]}', 'tokens'],
    [JSON.stringify({ apiVersion: 0, tokens: [{ name: 'a', rights: ['read'], token: 'short' }] }), 'tokens.0.token'],
    [
      JSON.stringify({ apiVersion: 0, tokens: [{ name: 'a', rights: ['fly'], token: 'x'.repeat(40) }] }),
      'expected one of read, trade',
    ],
    [
      JSON.stringify({
        apiVersion: 0,
        tokens: ['a', 'b'].map((name) => ({ name, rights: ['read'], token: 'x'.repeat(40) })),
      }),
      'twice',
    ],
  ])('of a file that is no such file are refused: %s', (text, message) => {
    const path = put('bad.json', text);
    chmodSync(path, 0o600);
    expect(() => readTokens(path)).toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(text);
    try {
      readTokens(path);
    } catch (error) {
      expect((error as Error).message).not.toContain('xxxx');
    }
  });
});

describe('a header', () => {
  const token = (name: string, text: string, rights: Token['rights'] = ['read']): Token => ({
    name,
    rights,
    token: text,
  });
  const check = new TokenCheck([token('a', 'a'.repeat(40)), token('b', 'b'.repeat(40), ['read', 'kill'])]);

  it('stands for whoever has the token', () => {
    expect(check.principalOf(`Bearer ${'b'.repeat(40)}`)).toEqual({ name: 'b', rights: ['read', 'kill'] });
    expect(check.principalOf(`bearer ${'a'.repeat(40)}`)?.name).toBe('a');
  });

  it.each([
    undefined,
    null,
    '',
    'Bearer ',
    'Bearer',
    'a'.repeat(40),
    `Basic ${'a'.repeat(40)}`,
    `Bearer ${'a'.repeat(39)}`,
    `Bearer ${'a'.repeat(41)}`,
    `Bearer ${'a'.repeat(40)} x`,
  ])('stands for nobody: %s', (header) => {
    expect(check.principalOf(header)).toBeUndefined();
  });

  it('is made from the token that may the least', () => {
    const tokens = [token('all', 'x', ['read', 'kill', 'release']), token('some', 'y', ['read', 'kill'])];
    expect(leastToken(tokens, 'kill')?.name).toBe('some');
    expect(leastToken(tokens, 'release')?.name).toBe('all');
    expect(leastToken(tokens, 'limits')).toBeUndefined();
  });
});
