import { Buffer } from 'node:buffer';

/** Larger messages are refused by both ends. */
const FRAME_BYTES_MAX = 1_048_576;
const HEADER_BYTES = 4;

/** Throws a RangeError where no frame can hold the text. */
export function requireFits(text: string): void {
  // No character takes more than three bytes: most texts need no counting.
  if (text.length * 3 <= FRAME_BYTES_MAX) return;
  const length = Buffer.byteLength(text);
  if (length > FRAME_BYTES_MAX) throw new RangeError(`a frame of ${length} bytes`);
}

/** Each text as its length in four bytes, big-endian, and then that many bytes of UTF-8, one behind the other. */
export function encodeFrames(texts: readonly string[]): Buffer {
  let bytes = 0;
  for (const text of texts) bytes += HEADER_BYTES + Buffer.byteLength(text);
  const frames = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const text of texts) {
    const length = frames.write(text, at + HEADER_BYTES);
    frames.writeUInt32BE(length, at);
    at += HEADER_BYTES + length;
  }
  return frames;
}

/** Puts frames together from the pieces in which a stream delivers them. */
export class FrameReader {
  /** What has come of a frame that is not whole. */
  private pieces: Buffer[] = [];
  private bytes = 0;
  private readonly onFrame: (text: string) => void;

  constructor(onFrame: (text: string) => void) {
    this.onFrame = onFrame;
  }

  /** False when what follows cannot be told apart any more: the stream must be closed. */
  push(piece: Buffer): boolean {
    this.pieces.push(piece);
    this.bytes += piece.length;
    if (this.bytes < HEADER_BYTES) return true;
    const all = this.joined();
    let at = 0;
    while (this.bytes - at >= HEADER_BYTES) {
      const length = all.readUInt32BE(at);
      if (length > FRAME_BYTES_MAX) return false;
      const end = at + HEADER_BYTES + length;
      if (end > this.bytes) break;
      this.onFrame(all.toString('utf8', at + HEADER_BYTES, end));
      at = end;
    }
    this.bytes -= at;
    this.pieces = this.bytes === 0 ? [] : [all.subarray(at)];
    return true;
  }

  private joined(): Buffer {
    if (this.pieces.length > 1) this.pieces = [Buffer.concat(this.pieces)];
    return this.pieces[0];
  }
}
