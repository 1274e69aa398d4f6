import type { Cancel, Clock } from '../../telemetry/clock.ts';
import { ApiError } from '../api-error.ts';
import { Newest } from './newest.ts';

const WATCHERS_MAX = 64;
const RETRY_SECONDS = 5;

/** One look at the session each interval, for everybody who watches; none while nobody does. */
export class StatusWatch<T> {
  private readonly look: () => Promise<T>;
  private readonly clock: Clock;
  private readonly intervalMs: number;
  private newest: Newest<T> | undefined;
  private cancel: Cancel = () => {};
  private watchers = 0;
  private closed = false;

  constructor(look: () => Promise<T>, clock: Clock, intervalMs: number) {
    this.look = look;
    this.clock = clock;
    this.intervalMs = intervalMs;
  }

  /** States from now on, the newest whenever the reader asks; ends with the watch, or throws when a look fails. */
  async *states(signal: AbortSignal): AsyncGenerator<T> {
    if (this.closed)
      throw new ApiError('GW_UNAVAILABLE', 'the server is closing', { retryAfterSeconds: RETRY_SECONDS });
    if (this.watchers >= WATCHERS_MAX)
      throw new ApiError('GW_RATE_LIMITED', `${WATCHERS_MAX} calls are watching already`, {
        retryAfterSeconds: RETRY_SECONDS,
      });
    this.watchers += 1;
    this.newest ??= this.begin();
    try {
      yield* this.newest.read(signal);
    } finally {
      this.watchers -= 1;
      if (this.watchers === 0) this.stop();
    }
  }

  /** Whoever watches comes to an end. */
  close(): void {
    this.closed = true;
    this.stop();
  }

  private begin(): Newest<T> {
    const newest = new Newest<T>();
    const turn = async (): Promise<void> => {
      try {
        newest.set(await this.look());
      } catch (error) {
        newest.end(error);
        if (this.newest === newest) this.newest = undefined;
        return;
      }
      if (this.newest === newest) this.cancel = this.clock.after(this.intervalMs, () => void turn());
    };
    void turn();
    return newest;
  }

  private stop(): void {
    this.cancel();
    this.newest?.end();
    this.newest = undefined;
  }
}
