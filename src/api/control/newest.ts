/**
 * A value that changes, for readers at their own pace: each gets the newest there is, and misses what came and went while it
 * was busy. However slow a reader, one value is kept.
 */
export class Newest<T> {
  private value: T | undefined;
  private version = 0;
  private ended = false;
  private error: unknown;
  private readonly waiting = new Set<() => void>();

  set(value: T): void {
    this.value = value;
    this.version += 1;
    this.wake();
  }

  /** Readers get what there is, then the error if there is one, and end. */
  end(error?: unknown): void {
    this.ended = true;
    this.error = error;
    this.wake();
  }

  /** From the value that there is, if any, until the end or until `signal` is aborted. */
  async *read(signal: AbortSignal): AsyncGenerator<T> {
    let seen = 0;
    while (!signal.aborted) {
      if (this.version > seen) {
        seen = this.version;
        yield this.value as T;
      } else if (this.ended) {
        if (this.error !== undefined) throw this.error;
        return;
      } else {
        await this.change(signal);
      }
    }
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  private wake(): void {
    for (const wake of [...this.waiting]) wake();
  }
}
