import type { Us } from '../../core/base/time.ts';
import { KeyStoreFault } from './key-store.ts';

export interface KeyEntry {
  readonly text: string;
  readonly expiresUs: Us;
}

/** Keys in memory, up to a number. Makes room by forgetting what is over, and only that. */
export class KeyTable {
  private readonly entries = new Map<string, KeyEntry>();
  private readonly nowUs: () => Us;
  private readonly keysMax: number;
  private fullUntilUs: Us = 0;

  constructor(nowUs: () => Us, keysMax: number) {
    this.nowUs = nowUs;
    this.keysMax = keysMax;
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): string | undefined {
    return this.entries.get(key)?.text;
  }

  put(key: string, text: string, expiresUs: Us): void {
    if (this.entries.size >= this.keysMax && !this.entries.has(key)) this.makeRoom();
    this.entries.set(key, { text, expiresUs });
  }

  live(): IterableIterator<[string, KeyEntry]> {
    return this.entries.entries();
  }

  /** Forgets what is over. */
  purge(): void {
    const nowUs = this.nowUs();
    this.fullUntilUs = Number.POSITIVE_INFINITY;
    for (const [key, { expiresUs }] of this.entries) {
      if (expiresUs <= nowUs) this.entries.delete(key);
      else this.fullUntilUs = Math.min(this.fullUntilUs, expiresUs);
    }
  }

  private makeRoom(): void {
    // A full table is not searched again before something in it can be over.
    if (this.nowUs() >= this.fullUntilUs) this.purge();
    if (this.entries.size >= this.keysMax) throw new KeyStoreFault(`no room for a further key beside ${this.keysMax}`);
  }
}
