import type { Us } from '../../core/base/time.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';

interface Pending<Reply> {
  readonly end: (reply: Reply | undefined) => void;
  readonly dueUs: Us;
}

/** Questions under way, by number. Each ends once: with its answer, or with nothing when it took too long or the line broke. */
export class Requests<Reply> {
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  /** The oldest first, which is due first. */
  private readonly pending = new Map<number, Pending<Reply>>();
  private count = 0;
  /** One for all: it looks at what is due, and goes on to the next. */
  private timer: Cancel | undefined;

  constructor(clock: Clock, timeoutMs: number) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  /** `send` gets the number; resolves with undefined when nobody answered in time. */
  ask(send: (request: number) => void): Promise<Reply | undefined> {
    return this.read(send, (reply) => reply);
  }

  /** The same, and resolves with what `read` makes of the answer, or of undefined when nobody answered in time. */
  read<Result>(send: (request: number) => void, read: (reply: Reply | undefined) => Result): Promise<Result> {
    this.count += 1;
    const request = this.count;
    return new Promise((resolve) => {
      const end = (reply: Reply | undefined): void => resolve(read(reply));
      this.pending.set(request, { end, dueUs: this.clock.steadyUs() + this.timeoutMs * 1_000 });
      this.timer ??= this.clock.after(this.timeoutMs, this.look);
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
    this.timer?.();
    this.timer = undefined;
  }

  private end(request: number, reply: Reply | undefined): boolean {
    const waiting = this.pending.get(request);
    if (waiting === undefined) return false;
    this.pending.delete(request);
    waiting.end(reply);
    return true;
  }

  private readonly look = (): void => {
    this.timer = undefined;
    const nowUs = this.clock.steadyUs();
    for (const [request, { dueUs }] of this.pending) {
      if (dueUs > nowUs) {
        this.timer = this.clock.after((dueUs - nowUs) / 1_000, this.look);
        return;
      }
      this.end(request, undefined);
    }
  };
}
