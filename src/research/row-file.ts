import { createReadStream } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';
import { parseRow, type SweepRow } from './sweep-row.ts';

/** What an earlier run left: rows from the first on, and rows after a gap, which were finished ahead of others. */
export interface Left {
  /** Rows from 0 on without a gap. */
  readonly whole: number;
  readonly ahead: readonly SweepRow[];
}

const LINE_FEED = 0x0a;

/** The rows of a file in order, one at a time. What is not a row ends it: an interrupted writer leaves at most a part of a line. */
export async function* readRows(path: string): AsyncGenerator<SweepRow> {
  for await (const { row } of readLines(path)) yield row;
}

/** Cuts the file after the rows that stand without a gap. */
export async function recoverRows(path: string): Promise<Left> {
  let whole = 0;
  let bytes = 0;
  const ahead: SweepRow[] = [];
  for await (const { row, endByte } of readLines(path)) {
    if (row.row === whole) {
      whole += 1;
      bytes = endByte;
    } else if (row.row > whole) ahead.push(row);
    else break;
  }
  await truncate(path, bytes);
  return { whole, ahead };
}

/** Each row with the byte after its line. */
async function* readLines(path: string): AsyncGenerator<{ row: SweepRow; endByte: number }> {
  let rest: Buffer = Buffer.alloc(0);
  let endByte = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let to = bytes.indexOf(LINE_FEED); to !== -1; to = bytes.indexOf(LINE_FEED, from)) {
      const row = parseRow(bytes.toString('utf8', from, to));
      if (row === undefined) return;
      endByte += to + 1 - from;
      from = to + 1;
      yield { row, endByte };
    }
    rest = bytes.subarray(from);
  }
}

const BEHIND_CHARACTERS = 1_000_000;

/** A file that rows are appended to. Syncs follow one another while there is anything to sync: none waits for a timer. */
export class RowFile {
  private readonly file: FileHandle;
  private readonly before: () => void;
  private unwritten = '';
  private writing: Promise<void> | undefined;
  private failure: unknown;

  private constructor(file: FileHandle, before: () => void) {
    this.file = file;
    this.before = before;
  }

  /** `before` is called before rows go to the disk: what must never be missing where a row is there. */
  static async open(path: string, before: () => void = () => {}): Promise<RowFile> {
    return new RowFile(await open(path, 'a'), before);
  }

  /** On its way to the disk when it returns; throws what an earlier row met there. */
  append(row: SweepRow): void {
    if (this.failure !== undefined) throw this.failure;
    this.unwritten += lineOf(row);
    this.writing ??= this.drain();
  }

  /** So much waits for the disk that nothing should be added before `sync`. */
  get behind(): boolean {
    return this.unwritten.length > BEHIND_CHARACTERS;
  }

  /** On the disk when it resolves. */
  async sync(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
    if (this.failure !== undefined) throw this.failure;
  }

  async close(): Promise<void> {
    await this.writing;
    await this.file.close();
  }

  private async drain(): Promise<void> {
    try {
      while (this.unwritten !== '') {
        this.before();
        const text = this.unwritten;
        this.unwritten = '';
        await this.file.appendFile(text);
        await this.file.datasync();
      }
    } catch (error) {
      this.failure = error;
    } finally {
      this.writing = undefined;
    }
  }
}

function lineOf(row: SweepRow): string {
  return `${JSON.stringify(row)}\n`;
}
