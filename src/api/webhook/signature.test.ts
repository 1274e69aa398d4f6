import { describe, expect, it } from 'vitest';
import { isSecret, sign, signatureProblem } from './signature.ts';

const SECRET = 'a-secret-of-the-source-itself';
const BODY = Buffer.from('{"a":1}');

describe('a signature', () => {
  // printf '1700000000.nonce-1.{"a":1}' | openssl dgst -sha256 -hmac 'a-secret-of-the-source-itself'
  const SIGNATURE = 'd09295772f582a691b52ef255a1fab9983288359af49fd3189f090013a43f865';
  const AT_US = 1_700_000_000_000_000;
  const signed = { timestamp: '1700000000', nonce: 'nonce-1', signature: SIGNATURE };
  const problem = (more: Partial<typeof signed> = {}, nowUs = AT_US, secrets = [SECRET]) =>
    signatureProblem({ ...signed, ...more }, BODY, secrets, nowUs);

  it('is what OpenSSL makes of time, nonce and body', () => {
    expect(sign(SECRET, '1700000000', 'nonce-1', BODY)).toBe(SIGNATURE);
    expect(problem()).toBeUndefined();
    expect(problem({ signature: SIGNATURE.toUpperCase() })).toBeUndefined();
  });

  it('is good for 300 s, either way, to the microsecond', () => {
    expect(problem({}, AT_US + 300_000_000)).toBeUndefined();
    expect(problem({}, AT_US + 300_000_001)).toBe('stale');
    expect(problem({}, AT_US - 300_000_000)).toBeUndefined();
    expect(problem({}, AT_US - 300_000_001)).toBe('stale');
  });

  it('is wrong when any letter of it is another', () => {
    for (let i = 0; i < SIGNATURE.length; i++) {
      const other = SIGNATURE[i] === '0' ? '1' : '0';
      expect(problem({ signature: SIGNATURE.slice(0, i) + other + SIGNATURE.slice(i + 1) })).toBe('wrong');
    }
  });

  it.each(['', '00', SIGNATURE.slice(1), `${SIGNATURE}00`, 'x'.repeat(64), ` ${SIGNATURE}`])(
    'is none: %j',
    (signature) => {
      expect(problem({ signature })).toBe('wrong');
    },
  );

  it.each([
    ['a dot in the nonce, which would move the border to the body', { nonce: 'nonce.1' }],
    ['an empty nonce', { nonce: '' }],
    ['a nonce that is too long', { nonce: 'n'.repeat(129) }],
    ['a time that is no number', { timestamp: '1700000000.0' }],
    ['a time before time', { timestamp: '-1' }],
  ])('is not looked at with %s', (_, more) => {
    expect(problem(more)).toBe('malformed');
  });

  it('of any of the secrets is good', () => {
    expect(problem({}, AT_US, ['another', SECRET])).toBeUndefined();
    expect(problem({}, AT_US, [SECRET, 'another'])).toBeUndefined();
    expect(problem({}, AT_US, ['another'])).toBe('wrong');
    expect(problem({}, AT_US, [])).toBe('wrong');
  });
});

it('a secret is one of those given, and nothing near it', () => {
  expect(isSecret(SECRET, ['another', SECRET])).toBe(true);
  for (const near of ['', SECRET.slice(1), `${SECRET}x`, SECRET.toUpperCase()])
    expect(isSecret(near, [SECRET])).toBe(false);
});
