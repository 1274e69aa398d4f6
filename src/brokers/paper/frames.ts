import { Buffer } from 'node:buffer';

/** Larger messages are refused by both ends. */
const FRAME_BYTES_MAX = 1_048_576;
const HEADER_BYTES = 4;

/** The length in four bytes, big-endian, then that many bytes of UTF-8. */
export function encodeFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  if (length > FRAME_BYTES_MAX) throw new RangeError(`a frame of ${length} bytes`);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + length);
  frame.writeUInt32BE(length, 0);
  frame.write(text, HEADER_BYTES);
  return frame;
}

/** Puts frames together from the pieces in which a stream delivers them. */
export class FrameReader {
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
    while (this.bytes >= HEADER_BYTES) {
      if (this.pieces[0].length < HEADER_BYTES) this.join();
      const length = this.pieces[0].readUInt32BE(0);
      if (length > FRAME_BYTES_MAX) return false;
      if (this.bytes < HEADER_BYTES + length) return true;
      if (this.pieces[0].length < HEADER_BYTES + length) this.join();
      const [first] = this.pieces;
      const end = HEADER_BYTES + length;
      const text = first.toString('utf8', HEADER_BYTES, end);
      if (first.length === end) this.pieces.shift();
      else this.pieces[0] = first.subarray(end);
      this.bytes -= end;
      this.onFrame(text);
    }
    return true;
  }

  private join(): void {
    this.pieces = [Buffer.concat(this.pieces)];
  }
}
