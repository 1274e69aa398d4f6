import type { Clock } from '../telemetry/clock.ts';
import { BusFault } from './bus-fault.ts';
import type { BusMessage } from './bus.ts';
import { messageOf } from './memory-queue.ts';

/** Requests that one responder works on at a time. */
const REQUESTS_MAX = 1_024;

/** Whoever answers the requests of a pattern. */
export class MemoryResponder {
  readonly pattern: string;
  pending = 0;
  private readonly clock: Clock;
  private readonly handler: (message: BusMessage) => Promise<BusMessage>;
  private readonly onIdle: () => void;
  private onRest: (() => void)[] = [];

  constructor(
    pattern: string,
    clock: Clock,
    handler: (message: BusMessage) => Promise<BusMessage>,
    onIdle: () => void,
  ) {
    this.pattern = pattern;
    this.clock = clock;
    this.handler = handler;
    this.onIdle = onIdle;
  }

  /** The answer; who asked is told that it failed, or did not come in time, whatever becomes of the handler. */
  ask(message: BusMessage, timeoutMs: number): Promise<BusMessage> {
    const { subject } = message;
    if (this.pending >= REQUESTS_MAX)
      return Promise.reject(new BusFault('full', `${subject}: ${REQUESTS_MAX} requests are at work`));
    return new Promise((resolve, reject) => {
      const late = `${subject}: no answer within ${timeoutMs} ms`;
      const cancel = this.clock.after(timeoutMs, () => reject(new BusFault('timeout', late)));
      this.pending += 1;
      this.work(message).then(
        (answer) => {
          cancel();
          resolve(answer);
          this.rest();
        },
        (error: unknown) => {
          cancel();
          reject(new BusFault('failed', `${subject}: ${messageOf(error)}`));
          this.rest();
        },
      );
    });
  }

  close(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.onRest.push(resolve);
    });
  }

  /** Outside the stack of whoever asks; a handler that throws at once is one that rejects. */
  private async work(message: BusMessage): Promise<BusMessage> {
    await undefined;
    return this.handler(message);
  }

  private rest(): void {
    this.pending -= 1;
    if (this.pending > 0) return;
    for (const resolve of this.onRest.splice(0)) resolve();
    this.onIdle();
  }
}
