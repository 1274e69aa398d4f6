import { Fault } from '../core/base/fault.ts';
import { formatTime } from '../core/base/time.ts';
import type { BarSource } from '../core/market/series.ts';
import type { Cancel, Clock } from '../telemetry/clock.ts';
import { BarWalk } from './bar-walk.ts';
import { type Feed, type FeedPosition, MarketEvent } from './feed.ts';
import { Pace, type Speed } from './pace.ts';

/** Market events in their order, each all but its number; false at the end. */
export interface Walk {
  next(into: MarketEvent): boolean;
}

export interface BarFeedOptions {
  readonly clock: Clock;
  /** A factor, or Infinity: as fast as events are asked for. */
  readonly speed: number | Speed;
  /** Goes on behind this event. */
  readonly after?: FeedPosition;
  /** Awaited when it stops: what the events are read from ends with it. */
  readonly onStop?: () => Promise<void>;
}

const YES = Promise.resolve(true);
const NO = Promise.resolve(false);

/** Events that are known, or can be made, at the speed that is asked for. */
export class BarFeed implements Feed {
  private readonly clock: Clock;
  private readonly walk: Walk;
  private readonly pace: Pace;
  private readonly event = new MarketEvent();
  private sequence = 0;
  /** The event is filled in and waits for its time. */
  private filled = false;
  private over = false;
  private wake: ((ready: boolean) => void) | undefined;
  private cancel: Cancel | undefined;
  private onStop: BarFeedOptions['onStop'];

  /** `source` gives the same events each time; how many come before `after` decides how long this takes. */
  constructor(source: readonly BarSource[] | Walk, options: BarFeedOptions) {
    this.clock = options.clock;
    this.walk = 'next' in source ? source : new BarWalk(source);
    this.pace = new Pace(options.clock, options.speed);
    this.onStop = options.onStop;
    if (options.after !== undefined) this.goBehind(options.after);
  }

  next(): MarketEvent | undefined {
    if (this.over) return undefined;
    if (!this.filled) {
      if (!this.walk.next(this.event)) {
        this.over = true;
        return undefined;
      }
      this.filled = true;
    }
    if (this.pace.waitMs(this.event.tsUs) > 0) return undefined;
    this.filled = false;
    this.event.sequence = this.sequence += 1;
    return this.event;
  }

  ready(): Promise<boolean> {
    if (this.over) return NO;
    if (!this.filled) return YES;
    const waitMs = this.pace.waitMs(this.event.tsUs);
    if (waitMs === 0) return YES;
    return new Promise((resolve) => {
      this.wake = resolve;
      this.cancel = this.clock.after(waitMs, () => resolve(true));
    });
  }

  async stop(): Promise<void> {
    this.over = true;
    this.cancel?.();
    this.wake?.(false);
    await this.onStop?.();
    this.onStop = undefined;
  }

  private goBehind(after: FeedPosition): void {
    const { event } = this;
    while (this.sequence < after.sequence && this.walk.next(event)) this.sequence += 1;
    if (this.sequence === 0 && after.sequence === 0) return;
    const same = event.kind === after.kind && event.tsUs === after.tsUs && event.instrument === after.instrument;
    if (this.sequence === after.sequence && same) return;
    throw new Fault(
      'data',
      `feed: expected the data that the session was recorded with, whose event ${after.sequence} is ${after.kind} at ${formatTime(after.tsUs)}, ` +
        (this.sequence < after.sequence
          ? `it ends after ${this.sequence}`
          : `found ${event.kind} at ${formatTime(event.tsUs)}`),
    );
  }
}
