import { type FileHandle, open, stat } from 'node:fs/promises';

/** How much is read at a time, and the longest line: more than that without an end is no row. */
const CHUNK_BYTES = 65_536;

/** What a reader of lines is told. */
export interface LineSink {
  line(text: string): void;
  /** Bytes that are no line: longer than a line can be, or cut off where a file ended for good. */
  torn(text: string): void;
  /** The file begins anew: it was cut short, or another one has its name. */
  restarted(): void;
}

/**
 * Whole lines of a file that others append to. A last line without its end is kept until the rest comes. When the file is
 * cut short it is read from its start; when it is replaced (rotation), the old one is read to its end first. A file that is
 * not there (yet) is waited for.
 */
export class GrowingFile {
  private readonly path: string;
  private readonly sink: LineSink;
  private readonly buffer = Buffer.alloc(CHUNK_BYTES);
  private handle: FileHandle | undefined;
  private inode = 0;
  private offset = 0;
  /** The last line as far as it has come. */
  private rest: Buffer = Buffer.alloc(0);
  /** In a line that is too long: up to its end all is torn. */
  private skipping = false;

  constructor(path: string, sink: LineSink) {
    this.path = path;
    this.sink = sink;
  }

  /** Reads one piece; false when there is nothing new. Rejects with the system's error when the file cannot be read. */
  async read(): Promise<boolean> {
    if (this.handle === undefined && !(await this.find())) return false;
    const handle = this.handle as FileHandle;
    const { size, ino } = await handle.stat();
    if (size < this.offset) {
      this.begin(ino);
      this.sink.restarted();
    }
    const { bytesRead } = await handle.read(this.buffer, 0, CHUNK_BYTES, this.offset);
    if (bytesRead > 0) {
      this.offset += bytesRead;
      this.take(this.buffer.subarray(0, bytesRead));
      return true;
    }
    const named = await this.inodeOfName();
    if (named === undefined || named === this.inode) return false;
    await this.close();
    return this.find();
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  private async find(): Promise<boolean> {
    const again = this.inode !== 0;
    try {
      this.handle = await open(this.path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    this.begin((await this.handle.stat()).ino);
    if (again) this.sink.restarted();
    return true;
  }

  private begin(inode: number): void {
    if (this.rest.length > 0) this.sink.torn(this.rest.toString('utf8'));
    this.inode = inode;
    this.offset = 0;
    this.rest = Buffer.alloc(0);
    this.skipping = false;
  }

  private async inodeOfName(): Promise<number | undefined> {
    try {
      return (await stat(this.path)).ino;
    } catch {
      return undefined;
    }
  }

  private take(piece: Buffer): void {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      const line = piece.subarray(from, end);
      from = end + 1;
      if (this.skipping) this.skipping = false;
      else this.emit(this.rest.length === 0 ? line : Buffer.concat([this.rest, line]));
      this.rest = Buffer.alloc(0);
    }
    if (this.skipping || from === piece.length) return;
    this.rest = Buffer.concat([this.rest, piece.subarray(from)]);
    if (this.rest.length <= CHUNK_BYTES) return;
    this.sink.torn(this.rest.toString('utf8', 0, 256));
    this.rest = Buffer.alloc(0);
    this.skipping = true;
  }

  private emit(line: Buffer): void {
    const text = line.toString('utf8').replace(/\r$/, '');
    if (text !== '') this.sink.line(text);
  }
}
