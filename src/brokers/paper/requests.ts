import type { Cancel, Clock } from '../../telemetry/clock.ts';

interface Pending<Reply> {
  readonly resolve: (reply: Reply | undefined) => void;
  readonly cancel: Cancel;
}

/** Questions under way, by number. Each ends once: with its answer, or with nothing when it took too long or the line broke. */
export class Requests<Reply> {
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  private readonly pending = new Map<number, Pending<Reply>>();
  private count = 0;

  constructor(clock: Clock, timeoutMs: number) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** `send` gets the number; resolves with undefined when nobody answered in time. */
  ask(send: (request: number) => void): Promise<Reply | undefined> {
    this.count += 1;
    const request = this.count;
    return new Promise((resolve) => {
      const cancel = this.clock.after(this.timeoutMs, () => this.end(request, undefined));
      this.pending.set(request, { resolve, cancel });
      send(request);
    });
  }

  /** False when nobody waits for it: it came late, or twice. */
  answer(request: number, reply: Reply): boolean {
    return this.end(request, reply);
  }

  /** None of these will be answered any more. */
  abandon(): void {
    for (const request of [...this.pending.keys()]) this.end(request, undefined);
  }

  private end(request: number, reply: Reply | undefined): boolean {
    const waiting = this.pending.get(request);
    if (waiting === undefined) return false;
    this.pending.delete(request);
    waiting.cancel();
    waiting.resolve(reply);
    return true;
  }
}
