import { createHash } from 'node:crypto';
import type { Us } from '../../core/base/time.ts';
import type { KeyStore } from './key-store.ts';

/** The key was used before, for something else. */
export class KeyConflict extends Error {
  override name = 'KeyConflict';
}

interface Running<T> {
  readonly fingerprint: string;
  readonly answer: Promise<T>;
}

/**
 * Work under a key is done once: the same again gets the first answer, also while the first is still at work and after a
 * restart; something else under the same key is a `KeyConflict`. Work that throws may be tried again under its key. The key
 * is remembered before the work begins, so that after a crash in between only the same work may use it; that work must be
 * harmless to repeat. An answer must survive JSON.
 */
export class Once<T> {
  private readonly store: KeyStore;
  private readonly running = new Map<string, Running<T>>();
  private readonly expiresUs: () => Us;

  /** `expiresUs` tells until when a key that is used now is remembered. */
  constructor(store: KeyStore, expiresUs: () => Us) {
    this.store = store;
    this.expiresUs = expiresUs;
  }

  run(key: string, content: Uint8Array | string, work: () => Promise<T>): Promise<T> {
    const fingerprint = createHash('sha256').update(content).digest('hex');
    const earlier = this.running.get(key);
    if (earlier !== undefined)
      return earlier.fingerprint === fingerprint ? earlier.answer : Promise.reject(new KeyConflict(key));
    const answer = this.first(key, fingerprint, work).finally(() => this.running.delete(key));
    this.running.set(key, { fingerprint, answer });
    return answer;
  }

  private async first(key: string, fingerprint: string, work: () => Promise<T>): Promise<T> {
    const stored = this.store.get(key);
    if (stored !== undefined) {
      const [storedFingerprint, answer] = JSON.parse(stored) as [string, T?];
      if (storedFingerprint !== fingerprint) throw new KeyConflict(key);
      if (answer !== undefined) return answer;
    }
    await this.store.put(key, JSON.stringify([fingerprint]), this.expiresUs());
    const answer = await work();
    // The work is done: an answer that cannot be kept is one that the work gives again.
    await this.store.put(key, JSON.stringify([fingerprint, answer]), this.expiresUs()).catch(() => {});
    return answer;
  }
}
