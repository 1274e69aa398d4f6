import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { Fault } from '../../core/base/fault.ts';
import { type DataFile, isGzipError, textStream } from '../file.ts';

export interface CaptureEnd {
  readonly sha256: string;
  readonly lines: number;
  /** Why the file ends where it does not mean to; undefined of a whole one. */
  readonly cut: string | undefined;
  /** The last line has no newline: a writer may have stopped in the middle of it. */
  readonly openEnded: boolean;
}

/** No message is longer: of such a line the beginning is kept, with a character after it that no JSON may have. */
const LINE_MAX = 32 * 1_024 * 1_024;
const LINE_KEPT = 64;

/**
 * Gives each line of a text file, gzip or not, to `take`, one after the other, and holds only a block of it at a time. A gzip
 * stream that is damaged or ends in the middle is read as far as it goes.
 */
export async function readCaptureLines(
  file: DataFile,
  take: (text: string, line: number, last: boolean) => void,
): Promise<CaptureEnd> {
  const { stages, sha256 } = textStream(file);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let line = 0;
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const [raw, ...transforms] = stages;
  let end: Readable = raw;
  for (const next of transforms) {
    end.on('error', (error) => next.destroy(error));
    end = end.pipe(next);
  }
  // A reader that pulls would lose what was unpacked right before an error; one that is pushed to has it all.
  end.on('data', (block: Buffer) => {
    try {
      const text = rest + decoder.write(block);
      let from = 0;
      for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
        line += 1;
        take(text.slice(from, to), line, false);
        from = to + 1;
      }
      rest = text.slice(from);
      if (rest.length > LINE_MAX) rest = `${rest.slice(0, LINE_KEPT)}\0`;
    } catch (error) {
      end.destroy(error as Error);
    }
  });
  end.once('end', () => resolve(undefined));
  end.once('error', (error: NodeJS.ErrnoException) => {
    if (isGzipError(error))
      resolve(error.code === 'Z_BUF_ERROR' ? 'the gzip stream ends in the middle' : 'the gzip stream is damaged');
    else if (error instanceof Fault || typeof error.code !== 'string') reject(error);
    else reject(new Fault('world', `${file.path}: cannot be read (${error.code})`));
  });
  const cut = await promise;
  rest += decoder.end();
  const openEnded = rest.trim() !== '';
  if (openEnded) {
    line += 1;
    take(rest, line, true);
  }
  return { sha256: sha256(), lines: line, cut, openEnded };
}
