import type { Shell } from './shell.ts';

const CLEAR_LINE = '\r\u001B[2K';
/** Where nobody watches, a line now and then. */
const PLAIN_SECONDS = 10;
/** A terminal needs no more. */
const DRAWN_SECONDS = 0.1;

/** One line on stderr that is written over, or plain lines where nobody watches. Says nothing at first. */
export class WrittenOverLine {
  private readonly shell: Shell;
  private readonly startedMs: number;
  private drawnMs: number;
  private shown = false;

  constructor(shell: Shell, nowMs: number) {
    this.shell = shell;
    this.startedMs = nowMs;
    this.drawnMs = nowMs;
  }

  /** `text` is asked only when it is time for it. */
  update(nowMs: number, text: (seconds: number) => string): void {
    const everyMs = 1000 * (this.shell.watched ? DRAWN_SECONDS : PLAIN_SECONDS);
    if (nowMs - this.drawnMs < everyMs) return;
    this.drawnMs = nowMs;
    const line = text((nowMs - this.startedMs) / 1000);
    if (!this.shell.watched) return this.shell.err(`${line}\n`);
    this.shown = true;
    this.shell.err(CLEAR_LINE + line.slice(0, this.shell.width - 1));
  }

  end(): void {
    if (this.shown) this.shell.err(CLEAR_LINE);
    this.shown = false;
  }
}
