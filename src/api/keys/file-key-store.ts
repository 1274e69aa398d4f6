import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import type { Us } from '../../core/base/time.ts';
import { KEYS_MAX, type KeyStore, KeyStoreFault } from './key-store.ts';
import { KeyTable } from './key-table.ts';

/** After so many lines somebody looks whether the file is worth writing anew. */
const LOOK_LINES = 4_096;

interface Waiting {
  readonly line: string;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * A line of JSON for each key: `["key","text",expiresUs]`. Lines that arrive while the disk is at work share the next sync. A
 * last line that a crash has cut is dropped: nobody was told that it was kept. Anything else that is not a line of ours is a
 * Fault.
 */
export class FileKeyStore implements KeyStore {
  private readonly path: string;
  private readonly table: KeyTable;
  private file: FileHandle;
  private lengthBytes: number;
  private lines: number;
  private lookAtLines = LOOK_LINES;
  private waiting: Waiting[] = [];
  private work: Promise<void> | undefined;
  private broken: Error | undefined;

  private constructor(path: string, table: KeyTable, file: FileHandle, lengthBytes: number, lines: number) {
    this.path = path;
    this.table = table;
    this.file = file;
    this.lengthBytes = lengthBytes;
    this.lines = lines;
  }

  static async open(path: string, nowUs: () => Us, keysMax = KEYS_MAX): Promise<FileKeyStore> {
    const table = new KeyTable(nowUs, keysMax);
    const file = await open(path, 'a+', 0o600);
    try {
      const content = await file.readFile('utf8');
      const whole = content.slice(0, content.lastIndexOf('\n') + 1);
      const lines = whole.split('\n').slice(0, -1);
      lines.forEach((line, i) => readLine(line, `${path}:${i + 1}`, table, nowUs()));
      const lengthBytes = Buffer.byteLength(whole);
      if (whole.length < content.length) await file.truncate(lengthBytes);
      await syncFolder(path);
      return new FileKeyStore(path, table, file, lengthBytes, lines.length);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get(key: string): string | undefined {
    return this.table.get(key);
  }

  put(key: string, text: string, expiresUs: Us): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(new KeyStoreFault(this.broken.message));
    try {
      this.table.put(key, text, expiresUs);
    } catch (error) {
      return Promise.reject(error as KeyStoreFault);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiting.push({ line: `${JSON.stringify([key, text, expiresUs])}\n`, resolve, reject });
    this.work ??= this.drain();
    return promise;
  }

  async close(): Promise<void> {
    await this.work;
    await this.file.close();
    this.broken ??= new Error(`${this.path} is closed`);
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.append(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        await this.undo(error as Error);
        for (const { reject } of batch) reject(new KeyStoreFault((error as Error).message));
      }
      if (this.broken === undefined && this.lines >= this.lookAtLines) await this.tidy();
    }
    this.work = undefined;
  }

  private async append(batch: readonly Waiting[]): Promise<void> {
    const bytes = Buffer.from(batch.map(({ line }) => line).join(''));
    await this.file.writeFile(bytes);
    await this.file.datasync();
    this.lengthBytes += bytes.length;
    this.lines += batch.length;
  }

  /** Half a batch in the middle of the file would make it unreadable: it goes, or the store takes nothing more. */
  private async undo(error: Error): Promise<void> {
    try {
      await this.file.truncate(this.lengthBytes);
    } catch {
      this.broken = error;
    }
  }

  /** When more than half of the lines are over or overwritten, the file is written anew. */
  private async tidy(): Promise<void> {
    this.table.purge();
    if (this.lines > 2 * this.table.size) await this.compact().catch((error: Error) => (this.broken = error));
    this.lookAtLines = this.lines + LOOK_LINES;
  }

  private async compact(): Promise<void> {
    const lines = [...this.table.live()].map(
      ([key, { text, expiresUs }]) => `${JSON.stringify([key, text, expiresUs])}\n`,
    );
    const bytes = Buffer.from(lines.join(''));
    const next = await open(`${this.path}.new`, 'w', 0o600);
    try {
      await next.writeFile(bytes);
      await next.datasync();
    } finally {
      await next.close();
    }
    await rename(`${this.path}.new`, this.path);
    await syncFolder(this.path);
    const before = this.file;
    this.file = await open(this.path, 'a', 0o600);
    this.lengthBytes = bytes.length;
    this.lines = lines.length;
    await before.close();
  }
}

function readLine(line: string, place: string, table: KeyTable, nowUs: Us): void {
  const [key, text, expiresUs] = parsed(line);
  if (typeof key !== 'string' || typeof text !== 'string' || typeof expiresUs !== 'number')
    throw new Fault('integrity', `${place}: expected ["key","text",expiresUs], was '${line.slice(0, 60)}'`);
  if (expiresUs > nowUs) table.put(key, text, expiresUs);
}

function parsed(line: string): unknown[] {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** A new name in a folder is on the disk when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
