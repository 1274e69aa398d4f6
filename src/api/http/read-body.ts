import type { Readable } from 'node:stream';
import type { Clock } from '../../telemetry/clock.ts';

export interface BodyLimits {
  /** Counted as they are read, whatever the headers say. */
  readonly bytesMax: number;
  /** From the first look at the body to its end. */
  readonly timeoutMs: number;
}

export const BODY_LIMITS: BodyLimits = { bytesMax: 1024 * 1024, timeoutMs: 10_000 };

export type BodyProblem = 'too-large' | 'too-slow' | 'cut';

/** There is no whole body, and nobody reads what may still come. */
export class BodyFault extends Error {
  override name = 'BodyFault';
  readonly problem: BodyProblem;

  constructor(problem: BodyProblem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * The whole body, or a `BodyFault`. After one the stream is paused where it stood: the caller answers, and closes the
 * connection.
 */
export function readBody(stream: Readable, { bytesMax, timeoutMs }: BodyLimits, clock: Clock): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const fail = (problem: BodyProblem): void => {
    finish();
    stream.pause();
    reject(new BodyFault(problem));
  };
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > bytesMax) fail('too-large');
    else chunks.push(chunk);
  };
  const onEnd = (): void => {
    finish();
    resolve(Buffer.concat(chunks, bytes));
  };
  const onCut = (): void => fail('cut');
  const cancel = clock.after(timeoutMs, () => fail('too-slow'));
  const finish = (): void => {
    cancel();
    stream.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
    // An error after the end of our interest is nobody's.
    stream.on('error', () => {});
  };
  stream.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
  return promise;
}
