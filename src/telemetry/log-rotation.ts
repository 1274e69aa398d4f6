import { existsSync, renameSync, statSync } from 'node:fs';

/** A file of lines may grow to so much, and so many full ones are kept beside it. */
export interface RotationLimits {
  readonly bytesMax: number;
  readonly filesMax: number;
}

/** 96 MiB in all: a log is for reading, the record is elsewhere. */
export const ROTATION: RotationLimits = { bytesMax: 16 * 1024 * 1024, filesMax: 5 };

/** What a writer of pino's is asked for. */
interface Destination {
  on(event: 'write', told: (bytes: number) => void): unknown;
  reopen(): void;
}

/**
 * Moves a full file aside (`trader.log.1` is the newest, the oldest goes) and begins it anew. A disk on which that fails costs the
 * limit, never a line: the file goes on growing, and is tried again after as many bytes.
 */
export function rotate(destination: Destination, file: string, { bytesMax, filesMax }: RotationLimits): void {
  let bytes = existsSync(file) ? statSync(file).size : 0;
  destination.on('write', (written) => {
    bytes += written;
    if (bytes < bytesMax) return;
    bytes = 0;
    try {
      for (let place = filesMax - 1; place >= 1; place--) move(`${file}.${place}`, `${file}.${place + 1}`);
      move(file, `${file}.1`);
      destination.reopen();
    } catch {
      // It goes on where it was.
    }
  });
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}
