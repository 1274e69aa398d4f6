import { createHmac, timingSafeEqual } from 'node:crypto';
import { SECOND_US, type Us } from '../../core/base/time.ts';

/** How far the caller's clock may be from ours, either way. */
export const WINDOW_US = 300 * SECOND_US;

const DIGEST_BYTES = 32;

/** What a signed request says of itself, besides its body. */
export interface Signed {
  /** Unix seconds, as written. */
  readonly timestamp: string | undefined;
  readonly nonce: string | undefined;
  readonly signature: string | undefined;
}

/** Why a request is not believed. The caller is told no more than that it is not. */
export type SignatureProblem = 'missing' | 'malformed' | 'stale' | 'wrong';

/** hex HMAC-SHA256 over `${timestamp}.${nonce}.${body}`. */
export function sign(secret: string, timestamp: string, nonce: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(`${timestamp}.${nonce}.`).update(body).digest('hex');
}

/**
 * Undefined when one of the secrets signed exactly this, now. A dot cannot be in a nonce: with one, a signature would also fit
 * a shorter nonce and a longer body. Every secret is tried, and compared in constant time, whatever the others said.
 */
export function signatureProblem(
  { timestamp, nonce, signature }: Signed,
  body: Uint8Array,
  secrets: readonly string[],
  nowUs: Us,
): SignatureProblem | undefined {
  if (timestamp === undefined || nonce === undefined || signature === undefined) return 'missing';
  if (!/^\d{1,12}$/.test(timestamp) || !/^[\w~=+/-]{1,128}$/.test(nonce)) return 'malformed';
  const given = Buffer.alloc(DIGEST_BYTES);
  const wellFormed = /^[\da-f]{64}$/i.test(signature);
  if (wellFormed) given.write(signature, 'hex');
  let right = false;
  for (const secret of secrets) {
    const expected = Buffer.from(sign(secret, timestamp, nonce, body), 'hex');
    right = timingSafeEqual(expected, given) || right;
  }
  if (!right || !wellFormed) return 'wrong';
  return Math.abs(nowUs - Number(timestamp) * SECOND_US) > WINDOW_US ? 'stale' : undefined;
}

/** Is it one of the secrets? Takes as long for any text of one length. */
export function isSecret(given: string, secrets: readonly string[]): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'secret').update(text).digest();
  const own = digest(given);
  let right = false;
  for (const secret of secrets) right = timingSafeEqual(digest(secret), own) || right;
  return right;
}
