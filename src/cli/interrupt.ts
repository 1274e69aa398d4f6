import process from 'node:process';

/** A terminal and a parent process may both pass one Ctrl-C on: what follows at once is the same one. */
const SAME_PRESS_MS = 200;
const INTERRUPTED_EXIT_CODE = 130;

/** What a Ctrl-C (or SIGTERM) does: the first one aborts `signal` if somebody listens, any other ends the process at once. */
export class Interrupt {
  /** The command ends by itself when `signal` is aborted. */
  heard = false;
  private readonly controller = new AbortController();
  private firstMs = 0;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  listen(): void {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  release(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }

  private readonly onSignal = (): void => {
    const nowMs = performance.now();
    if (!this.heard) process.exit(INTERRUPTED_EXIT_CODE);
    if (!this.signal.aborted) {
      this.firstMs = nowMs;
      this.controller.abort();
    } else if (nowMs - this.firstMs > SAME_PRESS_MS) process.exit(INTERRUPTED_EXIT_CODE);
  };
}
