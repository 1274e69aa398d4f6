import type { Us } from '../../core/base/time.ts';
import { KEYS_MAX, type KeyStore } from './key-store.ts';
import { KeyTable } from './key-table.ts';

/** Remembers as long as the process lives. */
export class MemoryKeyStore implements KeyStore {
  private readonly table: KeyTable;

  constructor(nowUs: () => Us, keysMax = KEYS_MAX) {
    this.table = new KeyTable(nowUs, keysMax);
  }

  get(key: string): string | undefined {
    return this.table.get(key);
  }

  async put(key: string, text: string, expiresUs: Us): Promise<void> {
    this.table.put(key, text, expiresUs);
  }

  async close(): Promise<void> {}
}
