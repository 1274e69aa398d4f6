import type { Us } from '../../core/base/time.ts';

/**
 * Keys from outside that were seen (nonces, idempotency keys), each with a text. A key is kept until its time is over, and
 * not forgotten before to make room: a full store takes nothing new.
 */
export interface KeyStore {
  get(key: string): string | undefined;
  /**
   * Sets the text of a key. At once for `get`; when the promise resolves, also for whoever opens the store after a crash.
   * Rejects with a `KeyStoreFault` when there is no room or it cannot be written.
   */
  put(key: string, text: string, expiresUs: Us): Promise<void>;
  close(): Promise<void>;
}

/** The store cannot promise to remember. What depends on it must not go ahead. */
export class KeyStoreFault extends Error {
  override name = 'KeyStoreFault';
}

export const KEYS_MAX = 100_000;
