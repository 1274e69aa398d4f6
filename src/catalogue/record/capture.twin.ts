import { gzipSync } from 'node:zlib';

/** Lines of a capture, as its recorder would have written them: a millisecond apart, `latencyUs` after the venue's time. */
export class CaptureLines {
  readonly lines: string[] = [];
  localUs: number;
  private readonly wrapped: boolean;

  constructor(startUs = 1_723_161_256_000_000, wrapped = false) {
    this.localUs = startUs;
    this.wrapped = wrapped;
  }

  /** The venue's time of the next line, in its milliseconds. */
  get venueMs(): number {
    return Math.floor(this.localUs / 1_000);
  }

  message(message: Readonly<Record<string, unknown>>, stream = 'x@y'): this {
    const json = JSON.stringify(this.wrapped ? { stream, data: message } : message);
    return this.raw(`${this.localUs}007 ${json}`);
  }

  raw(line: string): this {
    this.lines.push(line);
    this.localUs += 1_000;
    return this;
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }

  get gzip(): Buffer {
    return gzipSync(this.text);
  }
}

type Levels = readonly (readonly [string, string])[];

/** USD-M futures of BTCUSDT. */
export const futures = {
  snapshot: (lastUpdateId: number, bids: Levels, asks: Levels, ms: number) => ({
    lastUpdateId,
    E: ms,
    T: ms,
    bids,
    asks,
  }),
  difference: (pu: number, U: number, u: number, b: Levels, a: Levels, ms: number, s = 'BTCUSDT') => ({
    e: 'depthUpdate',
    E: ms + 1,
    T: ms,
    s,
    U,
    u,
    pu,
    b,
    a,
  }),
  quote: (u: number, b: string, B: string, a: string, A: string, ms: number) => ({
    e: 'bookTicker',
    u,
    s: 'BTCUSDT',
    b,
    B,
    a,
    A,
    T: ms,
    E: ms,
  }),
  trade: (p: string, q: string, m: boolean, ms: number, X = 'MARKET') => ({
    e: 'trade',
    E: ms,
    T: ms,
    s: 'BTCUSDT',
    t: 1,
    p,
    q,
    X,
    m,
  }),
};
